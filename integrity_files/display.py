"""How long a record is on display and from when repair may be asked for. Pure: dates in and out.

Sources: order 36 (信用修复管理办法, in force 2026-04-01) and order 58 (until 2026-03-31), whose
figures are rows of `DisplayRule`. A period begins on the day of the determination (认定). Months
are counted to the corresponding day (Civil Code, art. 202); the last day ends at 24:00 and is not
rolled over rest days, since it is the end of a term and not a deadline (art. 203 speaks of the
latter).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from credit_portal.workdays.arithmetic import ONE_DAY, add_months

AT_ONCE = 0
"""Months of the shortest display where repair may be asked for as soon as the duty is done."""


@dataclass(frozen=True)
class Span:
    """Figures of one severity in one rule set: months, and whether such records are shown."""

    is_shown: bool
    shortest: int
    longest: int


@dataclass(frozen=True)
class Override:
    """Another law sets its own longest display, in months; `is_needed` shows a minor one."""

    longest: int | None = None
    shortest: int | None = None
    is_needed: bool = False


@dataclass(frozen=True)
class Period:
    """What comes of it; every day is a calendar day of the city.

    `first_day` and `last_day` None: never shown. `repair_from` is the first day on which repair
    may be asked for, provided that the duty is performed.
    """

    first_day: date | None
    shortest_until: date
    last_day: date | None
    repair_from: date


NO_OVERRIDE = Override()


def set_on(sets: Iterable[tuple[str, date, date | None]], determined_on: date) -> str | None:
    """The rule set (code, first day, last day or None) that a determination of this day is made
    under; None where there is none. A record keeps it, whatever comes into force later."""
    fitting = [
        (begins, code)
        for code, begins, ends in sets
        if begins <= determined_on and (ends is None or determined_on <= ends)
    ]
    return max(fitting)[1] if fitting else None


def period(span: Span, determined_on: date, override: Override = NO_OVERRIDE) -> Period:
    """Display and repair of a record determined on a day.

    Raises ValueError where an override ends before it begins.
    """
    shortest = span.shortest if override.shortest is None else override.shortest
    longest = span.longest if override.longest is None else override.longest
    if longest < max(shortest, 1):
        raise ValueError(f"a display of {longest} months is shorter than {max(shortest, 1)}")
    until = add_months(determined_on, shortest)
    return Period(
        first_day=determined_on if span.is_shown or override.is_needed else None,
        shortest_until=until,
        last_day=add_months(determined_on, longest)
        if span.is_shown or override.is_needed
        else None,
        repair_from=determined_on if shortest == AT_ONCE else until + ONE_DAY,
    )
