"""When people are not to be disturbed: at night, on rest days and holidays.

Pure: moments and a day table in, moments out. China has no daylight saving time, so hours of
Asia/Shanghai are plain. A year whose calendar is not loaded counts Monday to Friday.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from credit_portal.common.clock import TZ
from credit_portal.workdays import selectors as workdays

#: No holiday is longer; whoever finds no working day for so long has a broken calendar.
LONGEST_WAIT = 40
IsWorkday = Callable[[dt.date], bool]


@dataclass(frozen=True)
class Hours:
    """The hours of a working day in which people may be written to, `begin` included."""

    begin: dt.time
    end: dt.time

    def open_at(self, moment: dt.datetime, is_workday: IsWorkday) -> bool:
        """Whether a message may leave at the moment (aware)."""
        local = moment.astimezone(TZ)
        return self.begin <= local.time() < self.end and is_workday(local.date())

    def next_open(self, moment: dt.datetime, is_workday: IsWorkday) -> dt.datetime:
        """The moment itself, else the next working morning."""
        if self.open_at(moment, is_workday):
            return moment
        local = moment.astimezone(TZ)
        day = local.date()
        if local.time() >= self.begin:  # past the evening, or within hours of a rest day
            day += dt.timedelta(days=1)
        return dt.datetime.combine(next_workday(day, is_workday), self.begin, TZ)


def next_workday(day: dt.date, is_workday: IsWorkday) -> dt.date:
    """The day itself or the first working day after it."""
    for later in range(LONGEST_WAIT):
        if is_workday(day + dt.timedelta(days=later)):
            return day + dt.timedelta(days=later)
    return day


def hours() -> Hours | None:
    """Of NOTICES_QUIET ("21:00-08:00": from the evening to the morning), None when it is empty.

    Raises ImproperlyConfigured for anything else.
    """
    text = settings.NOTICES_QUIET
    if not text:
        return None
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", text)
    if not found:
        raise ImproperlyConfigured("NOTICES_QUIET looks like 21:00-08:00")
    evening, morning = (dt.time(int(found[n]), int(found[n + 1])) for n in (1, 3))
    if morning >= evening:
        raise ImproperlyConfigured("NOTICES_QUIET goes from the evening to the morning")
    return Hours(morning, evening)


class Rules:
    """The hours and the calendar, read once for many messages."""

    def __init__(self) -> None:
        self.hours = hours()

    @cached_property
    def is_workday(self) -> IsWorkday:
        """The calendar as it stands now."""
        return workdays.calendar().table.is_workday

    def may_send(self, moment: dt.datetime) -> bool:
        """Whether messages that are not urgent may leave at the moment."""
        return self.hours is None or self.hours.open_at(moment, self.is_workday)

    def earliest(self, moment: dt.datetime) -> dt.datetime:
        """When a message written at the moment may leave: at once or the next working morning."""
        return moment if self.hours is None else self.hours.next_open(moment, self.is_workday)

    def digest_slot(
        self, moment: dt.datetime, at: dt.time, weekday: int | None = None
    ) -> dt.datetime:
        """The next time after `moment` that a digest falls due: daily at `at`, or on `weekday`
        (1 Monday … 7 Sunday); a rest day moves it to the next working day."""
        day = moment.astimezone(TZ).date()
        while True:
            if weekday is None or day.isoweekday() == weekday:
                slot = dt.datetime.combine(next_workday(day, self.is_workday), at, TZ)
                if slot > moment:
                    return slot
            day += dt.timedelta(days=1)
