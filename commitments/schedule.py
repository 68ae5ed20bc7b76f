"""Dates of a commitment, each with the explanation that is stored with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commitments import rules
from commitments.models import Commitment, CommitmentPeriod
from credit_portal.workdays import selectors as workdays
from credit_portal.workdays.explanation import date_en, date_zh

REPORT_RULE = "COM-REPORT"


def stated_date(day: dt.date) -> dict[str, Any]:
    """Explanation of a due date that the commitment itself states."""
    return {
        "start": day.isoformat(),
        "unit": "date",
        "count": 0,
        "roll": False,
        "extensions": [],
        "paused_days": 0,
        "due": day.isoformat(),
        "raw_due": day.isoformat(),
        "provisional": False,
        "days": [],
        "days_omitted": False,
        "sentence_zh": f"承诺载明的履行期限为{date_zh(day)}，当日24时届满。",
        "sentence_en": f"The commitment itself states {date_en(day)}; that day ends at 24:00.",
        "rule": None,
        "sources": [],
    }


def set_due(commitment: Commitment) -> None:
    """Set due date and explanation from the stated date or from rule and start; saves nothing.

    A rule wins over a stated date. A draft keeps it while it is being typed, whatever its shape.
    Raises Invalid when the rule does not exist on that day.
    """
    commitment.due_provisional = False
    commitment.due_rule_version = None
    if commitment.due_rule and commitment.due_start:
        result = workdays.compute_by_rule(commitment.due_rule, commitment.due_start)
        commitment.due_on = result.due
        commitment.due_provisional = result.provisional
        commitment.due_explanation = result.explanation
        commitment.due_rule_version = (result.explanation.get("rule") or {}).get("version")
    else:
        commitment.due_explanation = (
            stated_date(commitment.due_on) if commitment.due_on is not None else None
        )


def usual_report_within(day: dt.date) -> int:
    """Working days after a period within which its figures are due, unless the promise says
    otherwise; from the rule in force on ``day``."""
    return workdays.rule_on(REPORT_RULE, day).count


def plan_period(commitment: Commitment, number: int, span: rules.Span) -> CommitmentPeriod:
    """A measuring period with the day its report is due, unsaved.

    The report is due ``report_within`` working days after the last day of the period.
    """
    within = commitment.report_within or usual_report_within(span.ends_on)
    result = workdays.compute(span.ends_on, "working_day", within)
    return CommitmentPeriod(
        commitment=commitment,
        number=number,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        is_partial=span.is_partial,
        report_due_on=result.due,
        report_provisional=result.provisional,
        report_explanation=result.explanation,
    )


def first_periods(commitment: Commitment, registered_on: dt.date) -> list[CommitmentPeriod]:
    """The periods a standing commitment starts with, unsaved; none for a one-off one."""
    if not commitment.is_standing or commitment.starts_on is None:
        return []
    spans = rules.first_spans(
        commitment.period, commitment.starts_on, commitment.ends_on, registered_on
    )
    return [plan_period(commitment, number, span) for number, span in enumerate(spans, 1)]


def following_period(commitment: Commitment, last: CommitmentPeriod) -> CommitmentPeriod | None:
    """The period after ``last``, unsaved; None when the promise has ended."""
    if commitment.starts_on is None:
        return None
    after = rules.Span(last.starts_on, last.ends_on, last.is_partial)
    span = rules.next_span(after, commitment.period, commitment.starts_on, commitment.ends_on)
    return None if span is None else plan_period(commitment, last.number + 1, span)
