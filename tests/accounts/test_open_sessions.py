"""Where one is signed in: a few sessions at once, seen, ended from elsewhere, no addresses."""

import time
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from credit_portal.accounts import totp
from credit_portal.accounts.models import SignIn, StaffSession, User
from tests.accounts import door

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"
HISTORY = "/accounts/history/"


@pytest.fixture
def member(officer: Any) -> User:
    """An officer with a password."""
    return door.with_password(officer)


def signed_in(user: User, agent: str = FIREFOX, later: int = 0) -> Client:
    """A browser in which the user has signed in, so many codes later."""
    client = Client(headers={"User-Agent": agent})
    with time_machine.travel(time.time() + later * totp.PERIOD, tick=False):
        door.enter(client, user)
    return client


def is_in(client: Client) -> bool:
    """Whether the browser is signed in."""
    return bool(client.get("/accounts/profile/").status_code == 200)


def test_the_history_says_when_how_and_with_what(member: User) -> None:
    door.first_step(Client(headers={"User-Agent": PHONE}), member.username, "wrong")
    client = signed_in(member)
    page = client.get(HISTORY).content.decode()
    assert "Firefox · Linux" in page
    assert "Safari · iOS" in page
    assert "密码 + 动态验证码" in page
    rows = SignIn.objects.filter(user=member).order_by("at")
    assert [(row.outcome, row.method, row.device) for row in rows] == [
        ("refused", "password", "safari/ios"),
        ("entered", "password+totp", "firefox/linux"),
    ]
    assert "140.0" not in repr(list(SignIn.objects.values()) + list(StaffSession.objects.values()))


def test_a_fourth_sign_in_ends_the_first(member: User, settings: Any) -> None:
    clients = [signed_in(member, later=n) for n in range(settings.SESSIONS_AT_ONCE + 1)]
    assert [is_in(client) for client in clients] == [False, True, True, True]
    assert StaffSession.objects.count() == settings.SESSIONS_AT_ONCE


def test_one_session_is_ended_from_another(member: User) -> None:
    lost, here = signed_in(member, PHONE), signed_in(member, later=1)
    row = StaffSession.objects.get(device="safari/ios")
    here.post(f"{HISTORY}{row.pk}/end/")
    assert [is_in(lost), is_in(here)] == [False, True]


def test_signing_out_everywhere_else(member: User) -> None:
    others, here = [signed_in(member), signed_in(member, later=1)], signed_in(member, later=2)
    here.post(f"{HISTORY}end-others/")
    assert [is_in(client) for client in [*others, here]] == [False, False, True]


def test_anothers_session_is_not_there(member: User, colleague: User) -> None:
    mine = signed_in(member)
    row = StaffSession.objects.get(user=member)
    stranger = signed_in(door.with_password(colleague))
    assert stranger.post(f"{HISTORY}{row.pk}/end/").status_code == 404
    assert stranger.post(f"{HISTORY}{uuid4()}/end/").status_code == 404
    assert is_in(mine)


def test_a_new_password_ends_the_others(member: User) -> None:
    other, here = signed_in(member), signed_in(member, later=1)
    new = "Another-good-one2"
    sent = {"oldpassword": door.PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", sent).status_code == 302
    assert [is_in(other), is_in(here)] == [False, True]
    assert StaffSession.objects.get(user=member).session_key == here.session.session_key


def test_signing_out_takes_the_session_off_the_list(member: User) -> None:
    signed_in(member).post("/accounts/logout/")
    assert not StaffSession.objects.exists()


def test_a_session_that_ran_out_is_not_listed(member: User) -> None:
    client = signed_in(member)
    with time_machine.travel(time.time() + 31 * 60, tick=False):
        assert not is_in(client)
    assert not StaffSession.objects.exists()


def test_what_is_over_is_forgotten(member: User) -> None:
    from credit_portal.accounts.services.open_sessions import forget_old

    signed_in(member)
    with time_machine.travel(time.time() + 181 * 24 * 3600, tick=False):
        forget_old()
    assert not StaffSession.objects.exists()
    assert not SignIn.objects.exists()


def test_the_key_of_the_session_is_new_after_the_second_step(member: User) -> None:
    client = Client()
    door.first_step(client, member.username)
    before = client.session.session_key
    door.second_step(client, door.code_of(member))
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
