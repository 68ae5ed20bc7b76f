"""Whether an outcome can stand for a verification, and the sentences that say why not."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from commitments import codes, rules
from commitments.models import Verification, VoidFinding
from credit_portal.common.errors import Invalid

PROBLEMS = {
    "outcome_unknown": _("Choose an outcome."),
    "outcome_too_early": _("The due date has not passed; only kept can be found now."),
    "outcome_needs_due_date": _("Without a due date nothing can be late."),
    "kept_on_missing": _("State the day on which it was fulfilled."),
    "kept_on_in_future": _("This day lies in the future."),
    "kept_after_due": _("It was fulfilled after the due date: that is kept late."),
    "late_before_due": _("It was fulfilled by the due date: that is kept."),
    "broken_with_kept_on": _("A broken promise has no day of fulfilment."),
    "outcome_provisional": _(
        "The due date is provisional until the holidays of its year are announced."
    ),
    "report_not_due": _("The figures are not certainly overdue; without them nothing is found."),
    "outcome_against_figures": _("This outcome contradicts the reported figures."),
}


def outcome_problem(
    task: Verification, outcome: str, kept_on: dt.date | None, today: dt.date
) -> str | None:
    """Why this outcome cannot stand for this verification, as a code; None when it can."""
    if task.period is None:
        return _whole_problem(task, outcome, kept_on, today)
    if kept_on is not None:
        return "broken_with_kept_on"
    possible = rules.possible_period_outcomes(period_facts(task), today)
    if not possible:
        return "report_not_due"
    return None if outcome in possible else "outcome_against_figures"


def _whole_problem(
    task: Verification, outcome: str, kept_on: dt.date | None, today: dt.date
) -> str | None:
    """The same for a whole promise: void by its finding, else by its performance if one-off."""
    row = task.commitment
    if outcome == codes.Outcome.VOID:
        found = VoidFinding.objects.filter(verification=task).exists()
        return None if found else "outcome_unknown"
    if row.is_standing:
        return "outcome_unknown"
    if row.due_unsettled and outcome != codes.Outcome.KEPT:
        return "outcome_provisional"
    return rules.outcome_problem(outcome, kept_on, row.due_on, today)


def period_facts(task: Verification) -> rules.PeriodFacts:
    """What the rules need to know of the period under verification."""
    row, period, report = task.commitment, task.period, task.report
    if period is None or row.target is None:
        raise Invalid("period_wanted", _("Choose the measuring period."), field="period")
    return rules.PeriodFacts(
        comparison=row.comparison,
        target=row.target,
        figure=row.figure,
        report_due_on=period.report_due_on,
        due_provisional=period.report_provisional,
        reported_on=report.filed_on if report else None,
        numerator=report.numerator if report else None,
        denominator=report.denominator if report else None,
    )
