"""The door: passwords, limits, the demonstration, and what the trail says about it."""

import re
import time
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client

from credit_portal import settings as portal_settings
from credit_portal.accounts.models import User
from credit_portal.audit.models import AuditEvent
from tests.accounts import door
from tests.accounts.door import PASSWORD


@pytest.fixture(autouse=True)
def fresh_counts(db: None) -> None:
    """No attempts counted yet."""
    cache.clear()


@pytest.fixture
def member(officer: Any) -> User:
    """An officer with a password."""
    return door.with_password(officer)


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
    """Answer of the door: of both steps when the password was right."""
    answer = door.first_step(client, login, password, **extra)
    if answer.status_code != 302 or answer["Location"] != door.SECOND_STEP:
        return answer
    return door.second_step(client, door.code_of(User.objects.get(username="officer")), **extra)


def verbs() -> list[str]:
    """Verbs of the door in the trail, oldest first."""
    doors = AuditEvent.objects.filter(verb__startswith="accounts.").order_by("at", "id")
    return list(doors.values_list("verb", flat=True))


@pytest.mark.parametrize("login", ["officer", "OFFICER", "officer@example.org"])
def test_it_takes_user_name_or_address(client: Client, member: User, login: str) -> None:
    answer = sign_in(client, login)
    assert (answer.status_code, answer.url) == (302, "/staff/")
    assert verbs() == ["accounts.sign_in"]


def test_it_leads_to_the_users_language(client: Client, member: User) -> None:
    User.objects.filter(pk=member.pk).update(language="en")
    assert sign_in(client, "officer")["Location"] == "/en/staff/"


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_it_never_leads_outside(client: Client, member: User, next_url: str) -> None:
    given = {"login": "officer", "password": PASSWORD, "next": next_url}
    client.post("/accounts/login/", given)
    assert door.second_step(client, door.code_of(member))["Location"] == "/staff/"


def test_the_session_key_changes_at_sign_in(client: Client, member: User) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client, "officer")
    assert client.session.session_key != before


def test_a_failure_is_noted_without_address(client: Client, member: User) -> None:
    answer = sign_in(client, "officer", "wrong", REMOTE_ADDR="203.0.113.77")
    assert answer.status_code == 200
    event = AuditEvent.objects.get(verb="accounts.sign_in_failed")
    assert event.target_id == str(member.pk)
    assert "203.0.113.77" not in repr(AuditEvent.objects.values().get(pk=event.pk))
    assert "203.0.113.77" not in _cache_rows()


def _cache_rows() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select cache_key, value from common_cache")
        return repr(cursor.fetchall())


def test_an_unknown_name_gets_the_same_answer(client: Client, member: User) -> None:
    pages = []
    for login in ("officer", "nobody"):
        page = sign_in(client, login, "wrong").content.decode()
        page = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page)
        pages.append(page.replace(login, "LOGIN"))
    assert pages[0] == pages[1]


def test_five_failures_close_the_door_for_a_while(client: Client, member: User) -> None:
    for _attempt in range(5):
        sign_in(client, "officer", "wrong")
    assert sign_in(client, "officer").status_code == 200
    assert not client.session.get("_auth_user_id")
    with time_machine.travel(time.time() + 301, tick=False):
        assert sign_in(client, "officer").status_code == 302


def test_a_closed_account_stays_out(client: Client, member: User) -> None:
    User.objects.filter(pk=member.pk).update(is_active=False)
    sign_in(client, "officer")
    assert "_auth_user_id" not in client.session


def test_there_is_no_sign_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404


def test_signing_out_is_a_post_and_noted(client: Client, member: User) -> None:
    sign_in(client, "officer")
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert verbs() == ["accounts.sign_in", "accounts.sign_out"]


def test_forged_requests_are_refused(member: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "officer").status_code == 403


@pytest.mark.parametrize(
    ("steps", "inside"), [([29 * 60] * 3, True), ([31 * 60], False), ([25 * 60] * 20, False)]
)
def test_sessions_end_after_idling_and_after_eight_hours(
    client: Client, member: User, steps: list[int], inside: bool
) -> None:
    now = time.time()
    with time_machine.travel(now, tick=False) as machine:
        sign_in(client, "officer")
        for step in steps:
            machine.shift(step)
            answer = client.get("/accounts/profile/")
    assert (answer.status_code == 200) is inside
    assert ("accounts.session_expired" in verbs()) is not inside


def test_a_password_handed_over_is_changed_first(client: Client, member: User) -> None:
    User.objects.filter(pk=member.pk).update(must_change_password=True)
    sign_in(client, "officer")
    assert client.get("/accounts/profile/")["Location"] == "/accounts/password/change/"
    other = "Another-good-one2"
    new = {"oldpassword": PASSWORD, "password1": other, "password2": other}
    assert client.post("/accounts/password/change/", new)["Location"] == "/staff/"
    assert client.get("/accounts/profile/").status_code == 200
    assert verbs() == ["accounts.sign_in", "accounts.change_password"]


def test_a_short_password_is_refused(client: Client, member: User) -> None:
    sign_in(client, "officer")
    new = {"oldpassword": PASSWORD, "password1": "short1", "password2": "short1"}
    assert client.post("/accounts/password/change/", new).status_code == 200
    assert User.objects.get(pk=member.pk).check_password(PASSWORD)


def test_a_link_by_mail_resets_the_password(client: Client, member: User) -> None:
    client.post("/accounts/password/reset/", {"email": "officer@example.org"})
    link = re.search(r"/accounts/password/reset/key/\S+/", str(mail.outbox[0].body))
    assert link
    form = client.get(link.group(), follow=True)
    new = {"password1": "Another-good-one2", "password2": "Another-good-one2"}
    client.post(form.redirect_chain[-1][0], new)
    assert User.objects.get(pk=member.pk).check_password("Another-good-one2")
    assert verbs() == ["accounts.reset_password"]
    assert "password1" not in client.get(link.group(), follow=True).content.decode()


def test_no_mail_goes_to_strangers(client: Client, member: User) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "stranger@example.org"})
    assert answer["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox == []


def test_passwords_are_kept_by_argon2_outside_of_tests() -> None:
    assert portal_settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
