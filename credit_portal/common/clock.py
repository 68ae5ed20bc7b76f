"""The one clock of the portal, in the legal time zone (design.md 2.9).

In demonstration and tests a row moves all processes together, forwards only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from credit_portal.common import demonstration
from credit_portal.common.errors import Conflict

TZ = ZoneInfo("Asia/Shanghai")
#: What `steady` has read so far: nothing, or one offset.
_held: ContextVar[list[timedelta] | None] = ContextVar("held", default=None)
#: Whether only the day is told (`days_only`).
_days: ContextVar[bool] = ContextVar("days", default=False)


def _offset() -> timedelta:
    if not settings.CLOCK_ROW:
        return timedelta()
    held = _held.get()
    if held:
        return held[0]
    with connection.cursor() as cursor:
        cursor.execute("select offset_seconds from common_clockrow where id = 1")
        row = cursor.fetchone()
    found = timedelta(seconds=row[0]) if row else timedelta()
    if held is not None:
        held.append(found)
    return found


@contextmanager
def steady() -> Iterator[None]:
    """Reads the row at most once for all that happens inside: a request, an act. Whoever moves
    the clock in there goes on by the moved one."""
    held = _held.get()
    token = _held.set([] if held is None else held)
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def days_only() -> Iterator[None]:
    """Inside, it is the first moment of the day all day: for acts of people whose moment must not
    be kept (security.md T4)."""
    token = _days.set(True)
    try:
        yield
    finally:
        _days.reset(token)


def tells_days_only() -> bool:
    """Whether the moment must not show now, in keys neither."""
    return _days.get()


def _moved() -> None:
    held = _held.get()
    if held is not None:
        held.clear()


def now() -> datetime:
    """The present instant, aware, in Asia/Shanghai."""
    found = datetime.now(TZ) + _offset()
    return datetime.combine(found.date(), time(), TZ) if _days.get() else found


def today() -> date:
    """The present calendar day in Asia/Shanghai."""
    return now().date()


def day_of(moment: datetime) -> date:
    """The calendar day of an aware moment in Asia/Shanghai."""
    return moment.astimezone(TZ).date()


def advance_to(moment: datetime) -> None:
    """Move the clock of all processes forward to `moment` (aware).

    Raises Conflict outside demonstration and tests, and when `moment` lies in the past.
    """
    demonstration.require()
    seconds = (moment - datetime.now(TZ)).total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into common_clockrow (id, offset_seconds) values (1, %s)"
            " on conflict (id) do update set offset_seconds = excluded.offset_seconds"
            " where common_clockrow.offset_seconds <= excluded.offset_seconds",
            [seconds],
        )
        if cursor.rowcount != 1:
            raise Conflict("clock_backwards", _("The clock moves forwards only."))
    _moved()


def begin_at(moment: datetime) -> None:
    """Start a fresh demonstration in the past, at `moment` (aware); does nothing later on.

    Raises Conflict outside demonstration and tests.
    """
    demonstration.require()
    seconds = (moment - datetime.now(TZ)).total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into common_clockrow (id, offset_seconds) values (1, %s)"
            " on conflict (id) do nothing",
            [seconds],
        )
    _moved()
