"""Real servers in a folder of their own: made, used, killed, started again, stopped."""

import os
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from ops import addresses, roles
from ops.broker import answers
from ops.cluster import SUPERUSER
from ops.layout import Layout
from ops.process import started_at
from ops.services import Servers
from ops.trouble import Trouble


def server_of(folder: Path) -> Servers:
    """Servers for a checkout in that folder."""
    layout = Layout(folder, folder / ".run")
    layout.make()
    return Servers(layout, {})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the data of all tests of this module (initdb takes seconds)."""
    return tmp_path_factory.mktemp("servers")


@pytest.fixture
def running(place: Path) -> Iterator[tuple[Servers, dict[str, str]]]:
    """Servers that run, with the environment they gave."""
    servers = server_of(place)
    try:
        yield servers, servers.start()
    finally:
        servers.stop()


def ask(url: str, statement: str) -> Any:
    """First value of a query."""
    link = psycopg2.connect(**addresses.connection(url))
    try:
        with link, link.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone()
            return row[0] if row else None
    finally:
        link.close()


def test_the_five_roles_have_no_more_than_they_need(
    running: tuple[Servers, dict[str, str]],
) -> None:
    url = running[1]["DATABASE_OWNER_URL"]
    rights = ask(
        url,
        "SELECT json_object_agg(rolname, json_build_array(rolsuper, rolcreatedb, rolcreaterole,"
        " rolbypassrls)) FROM pg_roles WHERE rolname LIKE 'portal%'",
    )
    assert rights == {
        "portal_owner": [False, True, False, False],
        "portal_app": [False, False, False, False],
        "portal_public": [False, False, False, False],
        "portal_signer": [False, False, False, False],
        "portal_vault": [False, False, False, False],
    }


def test_chinese_trigrams_work(running: tuple[Servers, dict[str, str]]) -> None:
    url = running[1]["DATABASE_URL"]
    assert ask(url, "SELECT cardinality(show_trgm('沈阳市'))") > 0


def test_nothing_listens_on_the_network(running: tuple[Servers, dict[str, str]]) -> None:
    assert ask(running[1]["DATABASE_URL"], "SHOW listen_addresses") == ""
    broker = Path(running[1]["REDIS_URL"].removeprefix("redis+socket://"))
    assert stat.S_ISSOCK(broker.stat().st_mode)
    assert broker.parent.stat().st_mode & 0o077 == 0
    assert answers(broker)


def test_stop_leaves_nothing_running(place: Path) -> None:
    servers = server_of(place)
    servers.start()
    pids = [child.pid for child in servers.children if child.pid]
    assert len(pids) == 2
    servers.stop()
    assert [pid for pid in pids if started_at(pid)] == []
    assert not servers.register.path.exists()


def test_committed_rows_survive_a_kill(place: Path) -> None:
    first = server_of(place)
    url = first.start()["DATABASE_OWNER_URL"]
    ask(url, "CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (7) RETURNING n")
    for child in first.children:
        if child.pid:
            os.killpg(child.pid, signal.SIGKILL)
    second = server_of(place)
    began = time.monotonic()
    try:
        assert ask(second.start()["DATABASE_OWNER_URL"], "SELECT max(n) FROM kept") == 7
        assert time.monotonic() - began < 30
    finally:
        second.stop()


def test_a_pid_file_of_a_strangers_number_does_not_stop_it(place: Path) -> None:
    server_of(place)
    file = place / ".run" / "postgres" / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n{file.parent}\n1\n5432\n/nowhere\n\n")
    servers = server_of(place)
    try:
        assert ask(servers.start()["DATABASE_URL"], "SELECT 1") == 1
    finally:
        servers.stop()


def test_one_given_role_prepares_the_others(
    running: tuple[Servers, dict[str, str]], tmp_path: Path
) -> None:
    superuser = running[1]["DATABASE_URL"].replace(addresses.APPLICATION, SUPERUSER, 1)
    with roles.cursor(superuser) as db:
        db.execute("CREATE DATABASE elsewhere")
    kept = tmp_path / "database.json"
    plan = addresses.plan({"DATABASE_URL": superuser.replace("/portal?", "/elsewhere?")})
    first = roles.prepare_external(plan, kept)
    assert roles.prepare_external(plan, kept) == first
    assert first.owner == plan.database
    assert ask(first.application, "SELECT current_user") == "elsewhere_app"
    assert ask(first.public, "SELECT current_user") == "elsewhere_public"
    assert ask(first.signer, "SELECT current_user") == "elsewhere_signer"
    assert kept.stat().st_mode & 0o077 == 0
    with pytest.raises(Trouble, match="elsewhere_app exists on this server already"):
        roles.prepare_external(plan, tmp_path / "lost.json")


def test_a_role_without_rights_names_the_variables(
    running: tuple[Servers, dict[str, str]], tmp_path: Path
) -> None:
    plan = addresses.plan({"DATABASE_URL": running[1]["DATABASE_URL"]})
    with pytest.raises(Trouble, match=r"(?s)DATABASE_OWNER_URL.*DATABASE_PUBLIC_URL"):
        roles.prepare_external(plan, tmp_path / "database.json")


def test_a_server_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    plan = addresses.plan({"DATABASE_URL": "postgres://a:secret@127.0.0.1:1/portal"})
    with pytest.raises(Trouble, match=r"127\.0\.0\.1:1/portal\) cannot be reached") as caught:
        roles.prepare_external(plan, tmp_path / "database.json")
    assert "secret" not in str(caught.value)


def test_a_database_that_loses_chinese_is_refused(running: tuple[Servers, dict[str, str]]) -> None:
    superuser = running[1]["DATABASE_URL"].replace(addresses.APPLICATION, SUPERUSER, 1)
    with roles.cursor(superuser) as db:
        db.execute(
            "CREATE DATABASE deaf TEMPLATE template0 LOCALE_PROVIDER libc LC_CTYPE 'C'"
            " LC_COLLATE 'C' OWNER portal_owner"
        )
    with pytest.raises(Trouble, match="cannot search Chinese text"):
        roles.check_chinese(running[1]["DATABASE_OWNER_URL"].replace("/portal?", "/deaf?"))
