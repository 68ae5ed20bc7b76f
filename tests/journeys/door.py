"""Signing in with everything that people outside of the demonstration need."""

from __future__ import annotations

import re
import time
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page

from credit_portal.accounts import factors, totp
from credit_portal.accounts.models import StaffSession, User
from tests import factories
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

PASSWORD = "a-Long-enough-pass1"
HASH = make_password(PASSWORD, hasher="argon2")


def person(username: str, role: str, body: Any, title: str, *, over: Any = None) -> User:
    """Somebody with password and app who is no demonstration account."""
    found: User = factories.user(
        username=username, role=role, organisation=body, title=title, granted_on=over or body
    )
    return real(found)


def real(user: User) -> User:
    """Make an account of the cast a real one: with password, without one-click sign-in."""
    User.objects.filter(pk=user.pk).update(is_demo=False, password=HASH)
    return user


def code_of(user: User, secret: str = factories.SECRET) -> str:
    """What the app shows: the first code not used yet, waiting for it when need be."""
    row = factors.of(user).get(type=factors.APP)

    def step() -> int:
        return max(int(time.time()) // totp.PERIOD, row.data["used_step"] + 1)

    wait_for("the next code", lambda: step() <= int(time.time()) // totp.PERIOD + 1, patience=65)
    return totp.code_at(secret, step())


def give_password(page: Page, portal: Portal, user: User) -> None:
    """The first step."""
    page.context.clear_cookies()
    steps.visit(page, portal, "/accounts/login/")
    page.locator("#id_login").fill(user.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form[action='/accounts/login/'] button.main").click()
    page.wait_for_load_state()
    steps.check_accessible(page)


def enter(page: Page, portal: Portal, user: User, secret: str = factories.SECRET) -> None:
    """Both steps, to the staff home."""
    give_password(page, portal, user)
    page.locator("#id_code").fill(code_of(user, secret))
    page.locator("form:has(#id_code) button.main").click()
    page.wait_for_url("**/staff/")


def enrol_app(page: Page) -> str:
    """Set up an app on the page that comes first; the secret it holds from now on."""
    page.wait_for_url("**/accounts/second-factor/")
    page.locator("a[href$='/second-factor/app/']").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    page.locator("details summary").click()
    secret = re.sub(r"\s", "", page.locator(".secret code").inner_text())
    page.locator("#id_code").fill(totp.code_at(secret, int(time.time()) // totp.PERIOD))
    page.locator("form:has(#id_code) button.main").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    assert page.locator(".codes li").count() == factors.CODE_COUNT
    page.locator(".btns a.main").click()
    page.wait_for_url("**/accounts/second-factor/")
    return secret


def let_the_proof_grow_old(user: User) -> None:
    """As if the user had sat there for more than five minutes since his last proof."""
    newest = StaffSession.objects.filter(user=user).order_by("-started_at")[0]
    session = SessionStore(newest.session_key)
    session["proven_at"] -= 301
    session.save()
