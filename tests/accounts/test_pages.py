"""Staff pages of accounts, and one's own profile."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credit_portal.accounts.models import RoleGrant, User
from credit_portal.common import clock
from tests import factories


@pytest.fixture
def manager(client: Client, security_administrator: User) -> Client:
    """Signed in as security administrator."""
    client.force_login(security_administrator)
    return client


def pages(user: User) -> list[str]:
    """Pages that only administrators of accounts see."""
    return [
        "/staff/accounts/",
        "/staff/accounts/roles/",
        "/staff/accounts/new/",
        "/staff/accounts/invitations/",
        f"/staff/accounts/{user.pk}/",
    ]


def test_pages_open_for_administrators_in_both_languages(manager: Client, officer: User) -> None:
    for url in pages(officer):
        for prefix in ("", "/en"):
            assert manager.get(prefix + url).status_code == 200


@pytest.mark.parametrize("who", ["officer", "auditor", "system_administrator"])
def test_other_staff_get_403(client: Client, who: str, request: Any, officer: User) -> None:
    client.force_login(request.getfixturevalue(who))
    for url in pages(officer):
        assert client.get(url).status_code == 403


def test_strangers_are_led_to_the_door(client: Client, officer: User) -> None:
    for url in pages(officer):
        assert client.get(url)["Location"].startswith("/accounts/login/?next=")


def test_an_unknown_account_is_not_there(manager: Client) -> None:
    assert manager.get(f"/staff/accounts/{uuid4()}/").status_code == 404


def test_the_list_is_searched(manager: Client, officer: User, stranger: User) -> None:
    page = manager.get("/staff/accounts/", {"q": "officer"}).content.decode()
    assert officer.display_name in page
    assert stranger.display_name not in page
    page = manager.get("/staff/accounts/", {"role": "filer"}).content.decode()
    assert stranger.display_name in page


def test_the_list_costs_the_same_for_more_accounts(
    manager: Client,
    officer: User,
    stranger: User,
    approver: User,
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(21):
        manager.get("/staff/accounts/")


def edited(bureau: Any) -> dict[str, str]:
    """Fields of the form."""
    return {
        "display_name": "周示例",
        "email": "ZHOU@example.org",
        "organisation": bureau.name_zh,
        "post": "",
        "language": "zh-hans",
        "idempotency_key": "",
    }


def test_a_stale_edit_changes_nothing(manager: Client, officer: User, bureau: Any) -> None:
    form = edited(bureau) | {"version": "1", "email": officer.email}
    assert manager.post(f"/staff/accounts/{officer.pk}/", form).status_code == 302
    form["display_name"] = "另一名"
    assert manager.post(f"/staff/accounts/{officer.pk}/", form).status_code == 422
    assert User.objects.get(pk=officer.pk).display_name == "周示例"


def test_two_administrators_grant_a_role(
    manager: Client, officer: User, bureau: Any, second_security_administrator: User
) -> None:
    form = {
        "role": "approver",
        "organisation": bureau.slug,
        "kind": "regular",
        "reason": "任职",
        "starts_on": clock.today().isoformat(),
        "idempotency_key": "g",
    }
    for _twice in range(2):
        assert manager.post(f"/staff/accounts/{officer.pk}/grant/", form).status_code == 302
    grant = RoleGrant.objects.get(role_id="approver")
    assert manager.post(f"/staff/accounts/grants/{grant.pk}/confirm/").status_code == 403
    manager.force_login(second_security_administrator)
    assert manager.post(f"/staff/accounts/grants/{grant.pk}/confirm/").status_code == 302
    assert "approver" in User.objects.get(pk=officer.pk).powers.roles
    end = f"/staff/accounts/grants/{grant.pk}/end/"
    assert manager.post(end, {"reason": ""}).status_code == 422
    assert manager.post(end, {"reason": "调离"}).status_code == 302
    assert "approver" not in User.objects.get(pk=officer.pk).powers.roles


@pytest.mark.parametrize("garbage", [{}, {"role": "emperor"}, {"starts_on": "never"}])
def test_a_bad_grant_is_explained(manager: Client, officer: User, garbage: dict[str, str]) -> None:
    form = {
        "role": "approver",
        "organisation": "",
        "kind": "regular",
        "reason": "任职",
        "starts_on": "2026-01-01",
    } | garbage
    answer = manager.post(f"/staff/accounts/{officer.pk}/grant/", form)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_an_account_is_closed_and_reopened(manager: Client, officer: User) -> None:
    url = f"/staff/accounts/{officer.pk}/activity/"
    manager.post(url, {"active": "0", "reason": "离职"})
    assert not User.objects.get(pk=officer.pk).is_active
    assert manager.post(url, {"active": "0", "reason": "离职"}).status_code == 422
    manager.post(url, {"active": "1", "reason": "复职"})
    assert User.objects.get(pk=officer.pk).is_active


def test_nobody_closes_himself(manager: Client, security_administrator: User) -> None:
    url = f"/staff/accounts/{security_administrator.pk}/activity/"
    assert manager.post(url, {"active": "0", "reason": "x"}).status_code == 422


def test_the_profile_is_saved(client: Client, officer: User) -> None:
    client.force_login(officer)
    form = {"display_name": "新名", "email": "", "language": "en", "version": "1", "is_staff": "1"}
    assert client.post("/accounts/profile/", form).status_code == 302
    user = User.objects.get(pk=officer.pk)
    assert (user.display_name, user.language, user.is_staff) == ("新名", "en", False)
    assert client.post("/accounts/profile/", form).status_code == 422


def test_the_list_asks_as_often_for_2_as_for_20(
    manager: Client, bureau: Any, officer: User, stranger: User
) -> None:
    counts = []
    for first, last in ((0, 2), (2, 20)):
        for number in range(first, last):
            factories.user(
                username=f"many{number}", role="filer", organisation=bureau, title="科员"
            )
        manager.get("/staff/accounts/?q=many")
        with CaptureQueriesContext(connection) as found:
            page = manager.get("/staff/accounts/?q=many")
        assert len(page.context["page"].rows) == last
        counts.append(len(found.captured_queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"state": "no_role"}, set()),
        ({"state": "closed"}, set()),
        ({"state": "ending"}, set()),
        ({"state": "invited"}, set()),
        ({"state": "waiting"}, set()),
        ({"q": "承诺填报员"}, {"officer", "stranger"}),
        ({"body": "示例市住房保障局"}, {"officer"}),
    ],
)
def test_the_list_is_narrowed(
    manager: Client, officer: User, stranger: User, asked: dict[str, str], names: set[str]
) -> None:
    rows = manager.get("/staff/accounts/", asked).context["page"].rows
    assert {user.username for user in rows} & {"officer", "stranger"} == names
