"""How long a sign-in lasts: 30 minutes without a request, 8 hours at most (security.md T22).

Sessions measure the machine's time, not the portal's clock: moving the clock of the
demonstration must not sign everybody out.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Literal

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from credit_portal.common import clock, jobs

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 8 * 60 * 60
TOUCH_SECONDS = 60  # the last request is noted once a minute, not at every request

STARTED, SEEN = "signed_in_at", "seen_at"


#: Addresses (by name) that a page asks by itself while nobody touches it.
_polled: set[str] = set()


def register_polled(name: str) -> None:
    """Asking this address is no sign of life: it does not keep a session open."""
    _polled.add(name)


def is_polled(name: str) -> bool:
    """Whether a page asks this address by itself."""
    return name in _polled


def machine_now() -> datetime:
    """This moment by the machine's clock."""
    return datetime.fromtimestamp(time.time(), UTC)


def begin(session: SessionBase) -> None:
    """Start counting; Django has just given the session a new key."""
    session[STARTED] = session[SEEN] = time.time()


def exceeded(session: SessionBase) -> Literal["", "idle", "absolute"]:
    """Which limit has passed, "" for none."""
    now = time.time()
    if now - session.get(STARTED, now) >= ABSOLUTE_SECONDS:
        return "absolute"
    if now - session.get(SEEN, now) >= IDLE_SECONDS:
        return "idle"
    return ""


def touch(session: SessionBase) -> bool:
    """Note that the session is in use; whether it was noted now (once a minute)."""
    now = time.time()
    session.setdefault(STARTED, now)
    due = now - session.get(SEEN, 0) >= TOUCH_SECONDS
    if due:
        session[SEEN] = now
    return bool(due)


def clear_expired() -> bool:
    """Delete the rows of expired sessions, once a day; False when that was done already."""
    with transaction.atomic():
        first = jobs.once_per_day("accounts.clear_sessions", clock.today())
        if first:
            SessionStore.clear_expired()
    return first
