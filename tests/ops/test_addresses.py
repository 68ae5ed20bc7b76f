"""Which servers are used, and how their addresses read."""

from pathlib import Path

import pytest

from ops import addresses, services
from ops.layout import Layout
from ops.trouble import Trouble

GIVEN = {"DATABASE_URL": "postgres://a:b@db.example/portal", "REDIS_URL": "redis://r.example/0"}


def test_without_addresses_both_servers_are_embedded() -> None:
    found = addresses.plan({})
    assert (found.embedded_database, found.embedded_broker) == (True, True)


def test_given_addresses_win_over_the_embedded_servers() -> None:
    found = addresses.plan(GIVEN)
    assert (found.database, found.broker) == (GIVEN["DATABASE_URL"], GIVEN["REDIS_URL"])
    assert (found.embedded_database, found.embedded_broker) == (False, False)


def test_each_server_is_chosen_for_itself() -> None:
    found = addresses.plan({"REDIS_URL": GIVEN["REDIS_URL"]})
    assert (found.embedded_database, found.embedded_broker) == (True, False)


def test_an_empty_address_counts_as_none() -> None:
    assert addresses.plan({"DATABASE_URL": "  "}).embedded_database


@pytest.mark.parametrize("name", addresses.OTHERS)
def test_it_refuses_addresses_of_other_roles_alone(name: str) -> None:
    with pytest.raises(Trouble, match="DATABASE_URL is not"):
        addresses.plan({name: "postgres://x@h/d"})


def test_a_socket_address_is_understood_by_the_settings() -> None:
    from credit_portal.env import database_from_url

    url = addresses.socket_url("portal_app", Path("/tmp/a b/sock"))
    found = database_from_url(url)
    assert (found["HOST"], found["PORT"]) == ("/tmp/a b/sock", "5432")
    assert (found["USER"], found["NAME"]) == ("portal_app", "portal")
    assert addresses.connection(url)["host"] == found["HOST"]


def test_another_role_keeps_server_and_database() -> None:
    found = addresses.with_role("postgres://a:b@h:5433/d?sslmode=require", "c", "p@ss/:")
    assert found == "postgres://c:p%40ss%2F%3A@h:5433/d?sslmode=require"
    assert addresses.connection(found)["password"] == "p@ss/:"


def test_passwords_are_not_shown() -> None:
    assert addresses.without_password("postgres://a:secret@h/d") == "postgres://a@h/d"


@pytest.mark.parametrize("url", ["", "mysql://a@h/d", "postgres://a@h", "postgres://a@h:x/d"])
def test_it_refuses_what_is_no_database_address(url: str) -> None:
    with pytest.raises(Trouble, match="DATABASE_URL must look like"):
        addresses.connection(url)


@pytest.mark.parametrize("embedded", ["1", "0"])
def test_demonstration_mode_is_the_default_with_the_embedded_database_only(
    embedded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEMO", raising=False)
    found = services.portal_environment(Layout(tmp_path, tmp_path), {"EMBEDDED": embedded})
    assert (found["DEMO"], found["EMBEDDED"]) == (embedded, embedded)
