"""Reads that only pages and forms need: choices, filters, what stands beside a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from commitments import codes, completeness, policies, rules, selectors
from commitments.models import (
    Commitment,
    CommitmentPeriod,
    Compensation,
    Evidence,
    LawfulChange,
    PerformanceReport,
    Remark,
    Verification,
)
from commitments.services.approval import PERIOD_REPORT
from commitments.services.outcomes import period_facts
from credit_portal.accounts.scope import within
from credit_portal.common import clock
from credit_portal.directory.models import Post
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.selectors import deadlines_of, open_by_case


@dataclass(frozen=True)
class Gap:
    """What a draft still lacks, with the label of its field."""

    field: str
    label: str
    message: Any

    @property
    def anchor(self) -> str:
        """Id of the input in the form."""
        return "id_steps-0-title_zh" if self.field == "milestones" else f"id_{self.field}"


def posts_for(user: Any) -> QuerySet[Post]:
    """Posts for which the user may file, body by body, the principal one first."""
    rows = Post.objects.filter(within(user, policies.FILE), active=True, organisation__active=True)
    return rows.select_related("organisation").order_by(
        "organisation__path", "-is_principal", "title_zh", "id"
    )


def filtered(
    rows: QuerySet[Commitment],
    *,
    q: str = "",
    state: str = "",
    outcome: str = "",
    category: str = "",
    due: str = "",
    sort: str = "",
) -> QuerySet[Commitment]:
    """Rows whose title, text, reference or body holds `q`, of one state, outcome and category,
    due in the days that `due` names, in the order `sort`; unknown codes filter nothing."""
    q = q.replace("\0", "").strip()
    if q:
        texts = Q(title_zh__contains=q) | Q(title_en__icontains=q) | Q(matter_zh__contains=q)
        rows = rows.filter(
            texts
            | Q(ref__iexact=q)
            | Q(organisation__name_zh__contains=q)
            | Q(organisation__name_en__icontains=q)
        )
    if state in codes.State.values:
        rows = rows.filter(state=state)
    if outcome in codes.Outcome.values:
        rows = rows.filter(outcome=outcome)
    if category in codes.Category.values:
        rows = rows.filter(category=category)
    if due in dict(DUES):
        rows = rows.filter(_due_in(due), state=codes.State.REGISTERED, outcome=codes.Outcome.OPEN)
    return rows.order_by(*ORDERS[sort]) if sort in ORDERS else rows


DUES = [
    ("over", _lazy("Overdue")),
    ("soon", _lazy("Due within 30 days")),
    ("stopped", _lazy("Clock stands still")),
]
SORTS = [
    ("new", _lazy("The newest first")),
    ("due", _lazy("The last due date first")),
    ("body", _lazy("By body")),
]
ORDERS = {
    "new": ("-created_at", "-id"),
    "due": ("-due_on", "-id"),
    "body": ("organisation__path", "due_on", "id"),
}


def _due_in(due: str) -> Q:
    today = clock.today()
    if due == "stopped":
        return Q(due_stopped_on__isnull=False)
    if due == "over":
        return Q(due_on__lt=today, due_stopped_on=None, due_provisional=False)
    return Q(due_on__range=(today, today + dt.timedelta(days=30)))


def gaps(row: Commitment) -> list[Gap]:
    """What the draft lacks before it can be handed in, in the order of the form."""
    found = completeness.lacks(row, list(row.milestones.all()), clock.today())
    return [Gap(lack.field, label_of(lack.field), lack.message) for lack in found]


def label_of(field: str) -> str:
    """Label of a field of the form in the active language; an unknown name as it stands."""
    if field == "milestones":
        return _("Milestones")
    try:
        return str(getattr(Commitment._meta.get_field(field), "verbose_name", field))
    except FieldDoesNotExist:
        return field


def verifications_of(user: Any, row: Commitment) -> QuerySet[Verification]:
    """Verifications of a case that the user sees, the newest first."""
    found = selectors.verifications_visible_to(user).filter(commitment=row)
    return found.order_by("-opened_on", "-period__starts_on", "-id")


def evidence_for(task: Verification) -> list[Evidence]:
    """Files that a verifier has to look at: of its report, of itself, and of the filing."""
    return [
        one
        for one in task.commitment.evidence.all()
        if one.verification_id == task.pk
        or (one.verification_id is None and one.report_id in {None, task.report_id})
    ]


def unchecked(row: Commitment) -> list[str]:
    """Titles of files for the public that have not been found clean."""
    waiting = row.evidence.select_related("file").filter(is_public=True)
    return [one.title for one in waiting if not one.file.is_clean]


def periods_of(row: Commitment) -> list[tuple[CommitmentPeriod, PerformanceReport | None]]:
    """Measuring periods, each with the report that was decided on, else the newest one filed."""
    newest = {one.period_id: one for one in row.reports.all() if one.period_id}
    return [(one, one.report or newest.get(one.pk)) for one in row.periods.all()]


def clocks_of(row: Commitment) -> list[tuple[Deadline, str]]:
    """Deadlines that are running, each with a title: of the promise, or of its period reports."""
    if not row.is_standing:
        return [(one, "") for one in deadlines_of(row) if one.is_open]
    periods = {one.pk: one for one in row.periods.all() if one.outcome == codes.PeriodOutcome.OPEN}
    found = open_by_case([PERIOD_REPORT], CommitmentPeriod._meta.label_lower, periods)
    clocks = sorted((one for several in found.values() for one in several), key=_due)
    return [
        (one, _("Report on %(period)s") % {"period": periods[one.case_id]}) for one in clocks[:2]
    ]


def clocks_of_change(case: LawfulChange) -> list[Deadline]:
    """Clocks that a case of change concerns: of its promise, and of compensation to be paid."""
    row = case.commitment
    owed = Compensation.objects.filter(commitment=row).first()
    cases = [row] if owed is None else [row, owed]
    return [one for about in cases for one in deadlines_of(about) if one.is_open]


def _due(deadline: Deadline) -> dt.date:
    return deadline.due_on


def outcome_choices(task: Verification) -> list[tuple[str, Any]]:
    """Outcomes that the rules allow to be proposed for this promise or period today."""
    if task.period_id:
        found = rules.possible_period_outcomes(period_facts(task), clock.today())
        return [(code, codes.PeriodOutcome(code).label) for code in found]
    if task.commitment.is_standing:
        return []
    found = rules.possible_outcomes(task.due_on, clock.today())
    return [(code, codes.Outcome(code).label) for code in found]


def outcome_text(task: Verification) -> str:
    """The outcome proposed or confirmed, in words; empty before there is one."""
    choices = codes.PeriodOutcome if task.period_id else codes.Outcome
    return str(choices(task.outcome).label) if task.outcome in choices.values else ""


def marks_of(returned: Remark | None) -> list[tuple[str, str, str]]:
    """Marked fields of a return: name, label, note."""
    marks = returned.marks.all() if returned else ()
    return [(mark.field, label_of(mark.field), mark.note) for mark in marks]
