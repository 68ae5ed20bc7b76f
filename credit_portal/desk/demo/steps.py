"""What a plan is made of: steps at a moment, by somebody, with references to earlier steps."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from credit_portal.common.clock import TZ

IsWorkday = Callable[[dt.date], bool]


@dataclass(frozen=True)
class Of:
    """The id that an earlier step answered."""

    key: str


@dataclass(frozen=True)
class Step:
    """One act. `actor` is the key of the step that made the account; empty for the system."""

    at: dt.datetime
    key: str
    deed: str
    actor: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """All steps in the order of their moments."""

    first_day: dt.date
    present: dt.date
    steps: tuple[Step, ...]


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """An instant of a day in the legal time zone."""
    return dt.datetime.combine(day, dt.time(hour, minute), TZ)


@dataclass(frozen=True)
class Days:
    """Working days, as whoever makes the plan knows them."""

    is_workday: IsWorkday

    def on_or_after(self, day: dt.date) -> dt.date:
        """The day itself or the next working day."""
        while not self.is_workday(day):
            day += dt.timedelta(1)
        return day

    def on_or_before(self, day: dt.date) -> dt.date:
        """The day itself or the working day before it."""
        while not self.is_workday(day):
            day -= dt.timedelta(1)
        return day

    def after(self, day: dt.date, count: int) -> dt.date:
        """The working day `count` working days after (or, when negative, before) the day."""
        way = dt.timedelta(1 if count >= 0 else -1)
        for _step in range(abs(count)):
            day += way
            while not self.is_workday(day):
                day += way
        return day


class Story:
    """Steps of one case, each later than the one before; what lies beyond the end is left out.

    Steps happen in working hours of working days, minutes apart.
    """

    def __init__(
        self, name: str, days: Days, rng: random.Random, begin: dt.date, end: dt.date
    ) -> None:
        self.name, self.days, self.rng, self.end = name, days, rng, end
        self.at = moment(begin, 0)
        self.steps: list[Step] = []
        self.over = False

    @property
    def today(self) -> dt.date:
        """The day of the latest step."""
        return self.at.date()

    def add(self, what: str, deed: str, actor: str, day: dt.date, **arguments: Any) -> Of:
        """Add a step on a day (or the next working day, or as soon as the order allows)."""
        key = f"{self.name}:{what}"
        at = self._moment(day)
        self.over = self.over or at.date() > self.end
        if not self.over:
            self.at = at
            self.steps.append(Step(at, key, deed, actor, arguments))
        return Of(key)

    def _moment(self, day: dt.date) -> dt.datetime:
        day = self.days.on_or_after(max(day, self.today))
        at = moment(day, self.rng.randint(9, 16), self.rng.randint(0, 59))
        at = max(at, self.at + dt.timedelta(minutes=self.rng.randint(8, 40)))
        if at.hour >= 18:
            at = moment(self.days.after(at.date(), 1), 9, self.rng.randint(0, 59))
        return at
