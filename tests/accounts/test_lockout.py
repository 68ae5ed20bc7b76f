"""Failed attempts close the door of an account for a growing while; no address is kept."""

import re
import time
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from credit_portal.accounts import lockout, services
from credit_portal.accounts.models import Lockout, SignIn, User
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.notices.models import Notice
from tests.accounts import door


@pytest.fixture
def member(officer: Any) -> User:
    """An officer with a password."""
    cache.clear()
    return door.with_password(officer)


def fail(login: str, times: int) -> str:
    """So many wrong passwords; the last page."""
    page = ""
    for _n in range(times):
        page = door.first_step(Client(), login, "wrong").content.decode()
    return page


def test_the_waits_grow_up_to_an_hour() -> None:
    waits = [lockout.wait_after(failures) for failures in (4, 5, 6, 7, 10, 11, 12, 500)]
    assert waits == [0, 60, 120, 240, 1920, 3600, 3600, 3600]


def test_the_sixth_attempt_waits_and_says_what_to_do(member: User) -> None:
    fail(member.username, 5)
    page = fail(member.username, 1)
    assert "1分钟" in page
    assert "通行密钥" in page
    row = Lockout.objects.get(user=member)
    assert row.failures == 5
    closed = row.closed_until
    assert closed is not None
    with time_machine.travel(closed.timestamp() + 1, tick=False):
        assert door.enter(Client(), member)["Location"] == "/staff/"
    assert not Lockout.objects.exists()


def test_a_name_without_account_waits_alike(member: User) -> None:
    pages = []
    for login in (member.username, "nobody-here"):
        fail(login, 5)
        page = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", fail(login, 1))
        pages.append(page.replace(login, "LOGIN"))
    assert pages[0] == pages[1]
    assert not SignIn.objects.exclude(user=member).exists()


def test_wrong_codes_count_as_well(client: Client, member: User) -> None:
    door.first_step(client, member.username)
    for _n in range(5):
        door.second_step(client, "000000")
    assert door.second_step(client, door.code_of(member)).status_code == 422
    assert door.first_step(Client(), member.username).status_code == 200


def test_a_right_password_alone_forgives_nothing(member: User) -> None:
    fail(member.username, 4)
    client = Client()
    door.first_step(client, member.username)
    door.second_step(client, "000000")
    assert Lockout.objects.get(user=member).closed_until is not None


def test_failures_of_yesterday_do_not_count(member: User) -> None:
    fail(member.username, 4)
    with time_machine.travel(time.time() + lockout.FORGET_AFTER + 1, tick=False):
        fail(member.username, 1)
    assert Lockout.objects.get(user=member).failures == 1


def test_its_user_is_told_once(member: User) -> None:
    fail(member.username, 8)
    assert Notice.objects.filter(recipient=member, channel="in_site").count() == 1
    outcomes = list(SignIn.objects.filter(user=member).values_list("outcome", flat=True))
    assert (len(outcomes), outcomes.count("closed")) == (5, 1)


def test_an_administrator_opens_it(
    client: Client, member: User, security_administrator: User
) -> None:
    fail(member.username, 5)
    client.force_login(security_administrator)
    assert "立即开放登录" in client.get(f"/staff/accounts/{member.pk}/").content.decode()
    client.post(f"/staff/accounts/{member.pk}/unlock/")
    assert door.enter(Client(), member)["Location"] == "/staff/"
    with pytest.raises(Conflict):
        services.unlock(actor=security_administrator, user_id=member.pk)
    with pytest.raises(NotAllowed):
        services.unlock(actor=member, user_id=member.pk)


def test_a_new_password_by_mail_opens_it(member: User) -> None:
    fail(member.username, 5)
    services.set_password(actor=member, user=member, password=door.PASSWORD, reset=True)
    assert door.enter(Client(), member)["Location"] == "/staff/"


@pytest.mark.parametrize("reset", [True, False])
def test_a_new_password_does_not_forgive_wrong_codes(member: User, reset: bool) -> None:
    given: Any = {"actor": member, "user": member, "password": door.PASSWORD, "reset": reset}
    fail(member.username, 2)
    client = Client()
    door.first_step(client, member.username)
    for _n in range(2):
        door.second_step(client, "000000")
    services.set_password(**given)
    assert Lockout.objects.get(user=member).failures == 2
    client = Client()
    door.first_step(client, member.username)
    for _n in range(3):
        door.second_step(client, "000000")
    services.set_password(**given)
    page = door.first_step(Client(), member.username).content.decode()
    assert "1分钟" in page
    assert "使用通行密钥可立即登录，也可由安全管理员" in page


def test_nothing_typed_is_kept(member: User) -> None:
    door.first_step(Client(), "my-Secret-typed-as-name", "x", REMOTE_ADDR="203.0.113.77")
    rows = repr(list(Lockout.objects.values()))
    assert "203.0.113.77" not in rows
    assert "ecret" not in rows


def test_old_counts_go(member: User) -> None:
    from credit_portal.accounts.services.lockout import forget_old

    fail("nobody-here", 2)
    assert forget_old() == 0
    with time_machine.travel(time.time() + lockout.FORGET_AFTER + 1, tick=False):
        assert forget_old() == 1
