"""Open sessions of staff: at most a few at once, seen and ended by their user."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from credit_portal.accounts import sessions
from credit_portal.accounts.models import SignIn, StaffSession, User
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock

KEEP_HISTORY = timedelta(days=180)
"""So long a sign-in stays in its user's history: long enough to notice a stranger, no longer."""


def open_session(user: User, *, session_key: str, method: str, device: str) -> StaffSession:
    """Keep a session that has just been opened, ending the oldest beyond SESSIONS_AT_ONCE.

    Called with the user's row locked. Who signs in again in his open session keeps its key, so
    its row begins anew.
    """
    now = sessions.machine_now()
    facts = {"started_at": now, "seen_at": now, "method": method, "device": device}
    row, _made = StaffSession.objects.update_or_create(
        session_key=session_key, defaults={"user": user, **facts}
    )
    SignIn.objects.create(
        user=user, at=clock.now(), method=method, device=device, outcome=SignIn.Outcome.ENTERED
    )
    kept = alive(user).values_list("pk", flat=True)[: settings.SESSIONS_AT_ONCE]
    _end(StaffSession.objects.filter(user=user).exclude(pk__in=list(kept)))
    return row


def alive(user: User) -> QuerySet[StaffSession]:
    """Sessions within both limits, the newest first."""
    now = sessions.machine_now()
    return StaffSession.objects.filter(
        user=user,
        seen_at__gt=now - timedelta(seconds=sessions.IDLE_SECONDS + sessions.TOUCH_SECONDS),
        started_at__gt=now - timedelta(seconds=sessions.ABSOLUTE_SECONDS),
    )


def _end(rows: QuerySet[StaffSession]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return int(StaffSession.objects.filter(session_key__in=keys).delete()[0])


def end_all(user: User, *, besides: str = "") -> int:
    """End the user's sessions, except the one with this key; how many."""
    return _end(StaffSession.objects.filter(user=user).exclude(session_key=besides))


@transaction.atomic
def end_other_sessions(*, actor: Actor, session_key: str) -> int:
    """Sign out everywhere else; how many sessions ended."""
    user = lock(User, actor.id)
    ended = end_all(user, besides=session_key)
    record("accounts.end_sessions", actor=actor, target=user, count=ended)
    return ended


@transaction.atomic
def end_session(*, actor: Actor, session_id: UUID) -> StaffSession:
    """End one of one's own sessions. Raises NotFound for another's."""
    row = lock(StaffSession.objects.filter(user_id=actor.id), session_id)
    record("accounts.end_sessions", actor=actor, target=User.objects.get(pk=actor.id), count=1)
    _end(StaffSession.objects.filter(pk=row.pk))
    return row


def note_seen(session_key: str) -> None:
    """The session is in use (called once a minute)."""
    StaffSession.objects.filter(session_key=session_key).update(seen_at=sessions.machine_now())


def forget(session_key: str) -> None:
    """The session has ended by itself."""
    StaffSession.objects.filter(session_key=session_key).delete()


def rename(old_key: str, new_key: str) -> None:
    """The session got a new key (after a change of password)."""
    StaffSession.objects.filter(session_key=old_key).update(session_key=new_key)


def forget_old() -> None:
    """Delete rows of sessions that are over, and sign-ins older than half a year."""
    over = sessions.machine_now() - timedelta(seconds=sessions.ABSOLUTE_SECONDS)
    StaffSession.objects.filter(started_at__lt=over).delete()
    SignIn.objects.filter(at__lt=clock.now() - KEEP_HISTORY).delete()
