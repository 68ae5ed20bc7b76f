"""Many at the door of one account in the same moment: nobody is counted short or turned away."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from credit_portal.accounts import lockout as rules
from credit_portal.accounts import services
from credit_portal.accounts.models import Lockout, User
from credit_portal.accounts.proofs import check_password
from credit_portal.accounts.services import lockout
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from tests import factories
from tests.accounts import door
from tests.threads import at_once


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """django-allauth turns an attempt away that waits a second for its counter of the address; on
    a busy machine it would answer instead of the door that these tests are about."""
    monkeypatch.setattr(ratelimit, "CACHE_LOCK_WAIT_TIMEOUT", 60)


@pytest.fixture
def member() -> User:
    """An officer with a password, committed."""
    cache.clear()
    body = factories.organisation(name_zh="示例局")
    made = factories.user(username="officer", role="filer", organisation=body, title="科长")
    return door.with_password(made)


def fail() -> User | None:
    """Note a failed attempt."""
    return acts.run(services.note_failed_sign_in, actor=SYSTEM, login="officer").value


@pytest.mark.committed
def test_sign_ins_and_failures_do_not_trip_over_each_other(member: User) -> None:
    for turn in range(8):
        fail()
        numbers = count()

        def go(turn: int = turn, numbers: Any = numbers) -> Any:
            if next(numbers):
                return fail()
            key = f"key{turn}"
            done = acts.run(services.note_sign_in, actor=member, method="passkey", session_key=key)
            return done.value

        assert at_once(go, 4) == [member] * 4


@pytest.mark.committed
def test_failures_at_once_are_all_counted(member: User) -> None:
    assert at_once(fail, 6) == [member] * 6
    assert Lockout.objects.get(user=member).failures == 6


@pytest.mark.committed
def test_counts_are_forgotten_while_others_are_made(
    member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FORGET_AFTER", -1)  # every count is old
    numbers = count()

    def go() -> Any:
        login = f"nobody{next(numbers) % 2}"
        for _turn in range(6):
            acts.run(services.note_failed_sign_in, actor=SYSTEM, login=login)
            lockout.forget_old()
        return "done"

    assert at_once(go, 4) == ["done"] * 4


def guess_at_once(guess: Callable[[Client], Any], clients: list[Client]) -> int:
    """How many of the guesses were looked at, not told to wait."""
    waiting = iter(clients)

    def go() -> Any:
        return guess(next(waiting))

    pages = [answer.content.decode() for answer in at_once(go, len(clients))]
    return sum("分钟" not in page for page in pages)


def half_open() -> Client:
    """A browser that has given the password."""
    client = Client()
    assert door.first_step(client, "officer").status_code == 302
    return client


@pytest.mark.committed
def test_codes_guessed_at_once_are_no_more_than_five(member: User) -> None:
    clients = [half_open() for _n in range(10)]
    assert guess_at_once(lambda client: door.second_step(client, "000000"), clients) == 5
    assert Lockout.objects.get(user=member).failures == 5


@pytest.mark.committed
@pytest.mark.parametrize("login", ["officer", "nobody"])
def test_passwords_guessed_at_once_are_no_more_than_five(member: User, login: str) -> None:
    clients = [Client() for _n in range(10)]
    assert guess_at_once(lambda client: door.first_step(client, login, "wrong"), clients) == 5
    assert Lockout.objects.get().failures == 5


@pytest.mark.committed
def test_own_passwords_guessed_at_once_are_no_more_than_five(member: User) -> None:
    def go() -> str:
        try:
            check_password(member, "wrong", "other/other")
        except ValidationError as error:
            return str(error.code)
        return "right"

    codes = at_once(go, 10)
    assert (codes.count("wrong_password"), codes.count("door_closed")) == (5, 5)
