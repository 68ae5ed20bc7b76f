"""Going through the door: password, second step."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client

from credit_portal.accounts import factors, totp
from credit_portal.accounts.models import User
from tests.factories import SECRET

PASSWORD = "a-Long-enough-pass1"
LOGIN, SECOND_STEP = "/accounts/login/", "/accounts/login/second-step/"


def with_password(user: User) -> User:
    """The user, with the password of all tests."""
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(user: User) -> str:
    """What the user's app shows: the first code not used yet."""
    row = factors.of(user).get(type=factors.APP)
    step = max(int(time.time()) // totp.PERIOD, row.data["used_step"] + 1)
    return totp.code_at(SECRET, step)


def first_step(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
    """Answer of the sign-in form."""
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def second_step(client: Client, code: str, **extra: Any) -> Any:
    """Answer to a code."""
    return client.post(SECOND_STEP, {"code": code}, **extra)


def enter(client: Client, user: User, **extra: Any) -> Any:
    """Both steps."""
    first = first_step(client, user.username, **extra)
    assert (first.status_code, first["Location"]) == (302, SECOND_STEP), first.content.decode()
    return second_step(client, code_of(user), **extra)
