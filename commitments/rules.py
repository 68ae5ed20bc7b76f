"""Rules of commitments: pure functions, dates and exact fractions in, codes out.

Basis: 优化营商环境条例 art. 31 (a lawful policy promise is performed and is not broken for
a change of division, government, function or person); the Shenyang plan, part 2 (promises
of matter, quality, time limit and guarantee, their performance into the credit record).
Where the law gives no number the rule is the portal's own and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
PERFORMED = frozenset({"kept", "kept_late"})
DETERMINED = frozenset({"kept", "kept_late", "partly_kept", "broken"})


@dataclass(frozen=True)
class Span:
    """One measuring period, both days included."""

    starts_on: dt.date
    ends_on: dt.date
    is_partial: bool


def calendar_span(day: dt.date, period: str) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar month, quarter, half-year or year around ``day``."""
    months = MONTHS_IN[period]
    first = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    year, month = divmod(first.month - 1 + months, 12)
    return first, dt.date(first.year + year, month + 1, 1) - dt.timedelta(days=1)


def span_at(day: dt.date, period: str, starts_on: dt.date, ends_on: dt.date | None) -> Span | None:
    """The measuring period that contains ``day``; None when the promise does not hold then.

    Periods are calendar periods. A promise that begins or ends inside one has a partial
    first or last period: measured on what it covers, reported like any other, and marked.
    """
    if day < starts_on or (ends_on is not None and day > ends_on):
        return None
    first, last = calendar_span(day, period)
    start = max(first, starts_on)
    end = last if ends_on is None else min(last, ends_on)
    return Span(start, end, (start, end) != (first, last))


def next_span(after: Span, period: str, starts_on: dt.date, ends_on: dt.date | None) -> Span | None:
    """The period that follows; None after the last one."""
    return span_at(after.ends_on + dt.timedelta(days=1), period, starts_on, ends_on)


def first_spans(
    period: str, starts_on: dt.date, ends_on: dt.date | None, registered_on: dt.date
) -> list[Span]:
    """The periods that exist when a promise is registered: the first one and its successor.

    No duty to report arises for a period that had ended before the promise was public.
    """
    first = span_at(max(starts_on, registered_on), period, starts_on, ends_on)
    if first is None:
        return []
    second = next_span(first, period, starts_on, ends_on)
    return [first] if second is None else [first, second]


def exact_value(numerator: Decimal, denominator: Decimal, figure: str) -> Fraction | None:
    """Measured value as an exact fraction (per cent for a share); None when nothing was counted."""
    if denominator == 0:
        return None
    return Fraction(numerator) / Fraction(denominator) * (100 if figure == "share" else 1)


def shown_value(value: Fraction | None, target: Decimal | None = None, places: int = 2) -> str:
    """The value as printed: rounded half up to ``places``, trailing noughts cut; '' for none.

    With a ``target`` as many more places as it takes to stay on its side of the target:
    99.999 beside a target of 100 is not "100".
    """
    if value is None:
        return ""
    text = _rounded(value, places)
    while target is not None and _side(Fraction(text), target) != _side(value, target):
        places += 1
        text = _rounded(value, places)
    return text


def _side(value: Fraction, target: Decimal) -> int:
    """-1 below the target, 0 on it, 1 above it."""
    goal = Fraction(target)
    return (value > goal) - (value < goal)


def _rounded(value: Fraction, places: int) -> str:
    scale = 10**places
    whole = (abs(value.numerator) * scale * 2 + value.denominator) // (value.denominator * 2)
    text = f"{whole // scale}.{whole % scale:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def meets(value: Fraction, comparison: str, target: Decimal) -> bool:
    """Whether the exact value is on the promised side of the target (the target itself is)."""
    goal = Fraction(target)
    return value >= goal if comparison == "at_least" else value <= goal


@dataclass(frozen=True)
class PeriodFacts:
    """What is known of one period when its outcome is determined."""

    comparison: str
    target: Decimal
    figure: str
    report_due_on: dt.date
    due_provisional: bool = False
    reported_on: dt.date | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def period_outcome(facts: PeriodFacts) -> str:
    """Outcome that follows from the figures alone.

    Missing figures are ``not_reported``, never kept. No case in the period (denominator 0)
    is ``no_cases``: neither kept nor broken, and left out of the series. The target met but
    reported after the report's due date is ``kept_late``; nothing is late by a provisional date.
    """
    if facts.reported_on is None or facts.numerator is None or facts.denominator is None:
        return "not_reported"
    value = exact_value(facts.numerator, facts.denominator, facts.figure)
    if value is None:
        return "no_cases"
    if not meets(value, facts.comparison, facts.target):
        return "broken"
    in_time = facts.due_provisional or facts.reported_on <= facts.report_due_on
    return "kept" if in_time else "kept_late"


def possible_period_outcomes(facts: PeriodFacts, today: dt.date) -> tuple[str, ...]:
    """Outcomes a verifier may propose today: what the figures say, or broken when they prove
    untrue. Without figures none, until the day on which they were due has certainly passed."""
    computed = period_outcome(facts)
    if facts.reported_on is None and not certainly_passed(
        facts.report_due_on, facts.due_provisional, today
    ):
        return ()
    return (computed,) if computed == "broken" else (computed, "broken")


def possible_outcomes(due_on: dt.date | None, today: dt.date) -> tuple[str, ...]:
    """Outcomes of a one-off commitment that may be proposed today.

    Before the due date has passed a promise can be kept but not yet late, partly kept or
    broken. A promise without a date cannot be late.
    """
    if due_on is None:
        return ("kept", "partly_kept", "broken")
    if today <= due_on:
        return ("kept",)
    return ("kept", "kept_late", "partly_kept", "broken")


def outcome_problem(
    outcome: str, kept_on: dt.date | None, due_on: dt.date | None, today: dt.date
) -> str | None:
    """Why an outcome cannot stand, as a stable code; None when it can.

    ``kept`` needs a day of fulfilment on or before the due date, ``kept_late`` one after it,
    ``partly_kept`` and ``broken`` a due date that has passed. The due date ends at 24:00 of
    its day (民法典 art. 203).
    """
    problems = {
        "outcome_unknown": outcome not in DETERMINED,
        "outcome_needs_due_date": due_on is None and outcome == "kept_late",
        "outcome_too_early": outcome not in possible_outcomes(due_on, today),
        "kept_on_missing": outcome in PERFORMED and kept_on is None,
        "kept_on_in_future": kept_on is not None and kept_on > today,
        "kept_after_due": outcome == "kept" and _after(kept_on, due_on),
        "late_before_due": outcome == "kept_late" and not _after(kept_on, due_on),
        "broken_with_kept_on": outcome == "broken" and kept_on is not None,
    }
    return next((code for code, found in problems.items() if found), None)


def _after(day: dt.date | None, due_on: dt.date | None) -> bool:
    return day is not None and due_on is not None and day > due_on


def series_outcome(outcomes: Iterable[str]) -> str:
    """State of a standing commitment from its determined periods, in any order.

    ``open`` before the first one; periods without cases do not count; every period kept:
    ``kept``; all kept but some reported late: ``kept_late``; none kept: ``broken``, or
    ``not_reported`` when there were never figures; anything else: ``partly_kept``.
    """
    counted = [code for code in outcomes if code not in ("open", "no_cases")]
    if not counted:
        return "open"
    kinds = set(counted)
    if kinds <= PERFORMED:
        return "kept" if kinds == {"kept"} else "kept_late"
    if kinds & PERFORMED:
        return "partly_kept"
    return "not_reported" if kinds == {"not_reported"} else "broken"


def series_counts(outcomes: Sequence[str]) -> dict[str, int]:
    """How many periods were determined, kept (on time or late), missed, unreported, empty."""
    determined = [code for code in outcomes if code != "open"]
    return {
        "determined": len(determined),
        "kept": sum(code in PERFORMED for code in determined),
        "broken": determined.count("broken"),
        "not_reported": determined.count("not_reported"),
        "no_cases": determined.count("no_cases"),
    }


def certainly_passed(due_on: dt.date | None, provisional: bool, today: dt.date) -> bool:
    """Whether a due date has passed for good: a provisional one may still move later."""
    return due_on is not None and not provisional and due_on < today


def responsible_day(due_on: dt.date | None, kept_on: dt.date | None, today: dt.date) -> dt.date:
    """The day whose post-holder answers for the outcome.

    The due date once it has passed; before that the day of fulfilment; for a promise without
    a date the day of fulfilment, otherwise today. Later holders are not charged with it and
    earlier ones are not released by leaving (优化营商环境条例 art. 31).
    """
    if due_on is not None and due_on < today:
        return due_on
    return kept_on or today
