"""The clocks of a case: first response, handling, total; and the one to return an order.

A later update never overrides the first response, and nothing escalates once it was answered: a
clock that is satisfied is closed and stays so.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints import rules
from complaints.codes import WITH_BODY, CaseState
from complaints.machine import BEFORE_ANSWER
from complaints.models import Case
from complaints.services.steps import CLOCKS, FIRST, HANDLING, SIGN, TOTAL
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict
from credit_portal.directory.models import Organisation
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline


def of(row: Case) -> rules.Clocks:
    """The time limits of the law that applies."""
    return rules.clocks_of(row.regime, row.purpose)


def owner(row: Case) -> Organisation:
    """The body whose lists a clock stands in before the case is dispatched: the hotline's own."""
    if row.operator is not None and row.operator.organisation is not None:
        own: Organisation = row.operator.organisation
        return own
    offices = Organisation.objects.filter(kind=Organisation.Kind.CREDIT_OFFICE, active=True)
    found = offices.order_by("path").first() or row.accused
    if found is None:
        raise Conflict("no_office", _("There is no credit office in the directory yet."))
    return found


def begin(row: Case, on: date) -> None:
    """Start first response and total on a day."""
    limits, body = of(row), owner(row)
    for kind, rule in ((FIRST, limits.first), (TOTAL, limits.total)):
        workflow.start_deadline(kind=kind, case=row, organisation=body, start_on=on, rule=rule)


def responded(row: Case) -> None:
    """Somebody told the reporter what becomes of it, for the first time."""
    if row.first_response_on is None:
        row.first_response_on = clock.today()
        row.save(update_fields=["first_response_on"])
    workflow.satisfy(FIRST, row)


def ended(row: Case) -> None:
    """It was answered or refused: what still runs is met or late by today."""
    workflow.cancel(SIGN, row)
    for kind in (HANDLING, TOTAL):
        workflow.satisfy(kind, row)


def fell_away(row: Case) -> None:
    """The duty is gone, for instance because the reporter withdrew."""
    for kind in CLOCKS:
        workflow.cancel(kind, row)


def dispatched(row: Case, lead: Organisation) -> None:
    """A body has it now: it signs for or returns it, and its handling begins."""
    limits, today = of(row), clock.today()
    for kind, rule in ((SIGN, limits.give_back), (HANDLING, limits.handling)):
        workflow.start_deadline(kind=kind, case=row, organisation=lead, start_on=today, rule=rule)


def left_body(row: Case) -> None:
    """No body has it: signing and handling begin anew with the next one; total goes on, also where
    it stood still for the sake of the body."""
    for kind in (SIGN, HANDLING):
        workflow.cancel(kind, row)
    total = _of(row, TOTAL).filter(outcome="", suspended_on__isnull=False)
    if total.exists():
        workflow.resume(TOTAL, row, actor=SYSTEM)


def restart(row: Case) -> None:
    """Another law applies: what still runs is counted by it, from the day it began."""
    limits = of(row)
    for kind, rule in ((FIRST, limits.first), (TOTAL, limits.total)):
        running = workflow.cancel(kind, row)
        if running is not None:
            workflow.start_deadline(
                kind=kind, case=row, organisation=owner(row), start_on=running.start_on, rule=rule
            )


def restored(row: Case) -> None:
    """What fell away when the case was merged runs again, from the day on which it began and by
    the version of the rule it began under."""
    for kind in _wanted(row):
        rows = _of(row, kind).select_related("organisation", "rule")
        if rows.filter(outcome="").exists():
            continue
        last = rows.filter(outcome=Deadline.Outcome.CANCELLED).order_by("-created_at").first()
        workflow.start_deadline(
            kind=kind, case=row, organisation=last.organisation if last else owner(row),
            start_on=last.start_on if last else row.received_on,
            rule=(last.rule if last else None) or _rule(row, kind),
        )  # fmt: skip


def _wanted(row: Case) -> list[str]:
    """The clocks of an open case, in its state."""
    wanted = {
        FIRST: row.state == CaseState.RECEIVED and row.first_response_on is None,
        SIGN: row.state == CaseState.DISPATCHED,
        HANDLING: row.state in WITH_BODY,
        TOTAL: row.state in BEFORE_ANSWER,
    }
    return [kind for kind in CLOCKS if wanted[kind]]


def _rule(row: Case, kind: str) -> str:
    limits = of(row)
    codes = {FIRST: limits.first, SIGN: limits.give_back, HANDLING: limits.handling}
    return codes.get(kind, limits.total)


def _of(row: Case, kind: str) -> QuerySet[Deadline]:
    return Deadline.objects.filter(kind=kind, case_type=row._meta.label_lower, case_id=row.pk)


def reopened(row: Case) -> None:
    """It was answered and is open again: a new total clock, from today; the first response stays
    what it was."""
    workflow.start_deadline(
        kind=TOTAL, case=row, organisation=owner(row), start_on=clock.today(), rule=of(row).total
    )
