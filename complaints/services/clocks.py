"""The clocks of a case: first response, passing on, handling, total; and that to return an order.

A later update never overrides the first response, and nothing escalates once it was answered: a
clock that is satisfied is closed and stays so.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from complaints import rules
from complaints.codes import WITH_BODY, CaseState, Regime
from complaints.machine import BEFORE_ANSWER
from complaints.models import Assignment, Case
from complaints.services import offices, parts
from complaints.services.steps import CLOCKS, FIRST, HANDLING, OPINION, ROUTE, SIGN, TOTAL
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Organisation
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline

#: Steps with which the hotline has a case again, to be passed on anew.
BACK = ("given_back", "taken_back", "kept_from_accused", "reopened", "overturned")


def of(row: Case) -> rules.Clocks:
    """The time limits of the law that applies."""
    return rules.clocks_of(row.regime, row.purpose)


def begin(row: Case, on: date) -> None:
    """Start first response on a day, and total where it does not wait for a body."""
    kinds = [FIRST] if of(row).total_from_body else [FIRST, TOTAL]
    workflow.start_deadlines(
        case=row, organisation=offices.owner(row), start_on=on,
        rules={kind: _rule(row, kind) for kind in kinds},
    )  # fmt: skip


def _start(row: Case, kind: str, on: date, body: Organisation | None = None) -> None:
    workflow.start_deadline(
        kind=kind, case=row, organisation=body or offices.owner(row), start_on=on,
        rule=_rule(row, kind),
    )  # fmt: skip


def accepted(row: Case) -> None:
    """The hotline has it: it is passed on, answered at once or refused in time."""
    if row.merged_into_id is None:
        _start(row, ROUTE, _day_of_routing(row))


def to_route(row: Case) -> None:
    """The hotline has it again, from today."""
    if row.merged_into_id is None:
        _start(row, ROUTE, clock.today())


def responded(row: Case) -> None:
    """Somebody told the reporter what becomes of it, for the first time."""
    if row.first_response_on is None:
        row.first_response_on = clock.today()
        row.save(update_fields=["first_response_on"])
    workflow.satisfy(FIRST, row)


def ended(row: Case) -> None:
    """It was answered or refused: what still runs is met or late by today."""
    workflow.cancel(SIGN, row)
    for kind in (ROUTE, HANDLING, TOTAL):
        workflow.satisfy(kind, row)


def fell_away(row: Case) -> None:
    """The duty is gone, for instance because the reporter withdrew."""
    for kind in CLOCKS:
        workflow.cancel(kind, row)
    for part in parts.silent(row):
        workflow.cancel(OPINION, part)


def opinion_due(part: Assignment) -> None:
    """A body that takes part has its own day (HOT-OPINION), from that on which it got its part."""
    workflow.start_deadline(
        kind=OPINION, case=part, organisation=part.organisation, start_on=part.sent_on,
        rule=rules.OPINION,
    )  # fmt: skip


def opinions_over(row: Case) -> bool:
    """Whether the day of every body that takes part and is silent has passed for certain."""
    keys = [part.pk for part in parts.silent(row)]
    rows = Deadline.objects.filter(kind=OPINION, case_id__in=keys, outcome="")
    return not rows.exclude(provisional=False, due_on__lt=clock.today()).exists()


def dispatched(row: Case, lead: Organisation) -> None:
    """A body has it now: it signs for or returns it, and its handling begins, which never ends
    later than the whole time."""
    limits, today = of(row), clock.today()
    workflow.satisfy(ROUTE, row)
    if limits.total_from_body:
        _start(row, TOTAL, today)
    _start(row, SIGN, today, lead)
    due = workdays.compute_by_rule(limits.handling, today).due
    earlier = _earlier(row, limits.handling, due)
    if earlier is None:
        _start(row, HANDLING, today, lead)
    else:
        workflow.start_like(earlier, case=row, kind=HANDLING, organisation=lead)


def extended(row: Case) -> None:
    """Handling and total have more time: handling still ends no later than total."""
    handling = _of(row, HANDLING).select_related("rule", "organisation").filter(outcome="").first()
    if handling is None or handling.rule is None:
        return
    earlier = _earlier(row, handling.rule.code, handling.due_on)
    if earlier is not None:
        workflow.cancel(HANDLING, row)
        workflow.start_like(earlier, case=row, kind=HANDLING, organisation=handling.organisation)


def _earlier(row: Case, rule: str, due: date) -> Deadline | None:
    """The running total clock, where it ends before handling would. One that has passed caps
    handling only where it is the same time limit of the same law: what was late before a body got
    the case is no fault of that body."""
    total = _of(row, TOTAL).select_related("rule", "organisation").filter(outcome="").first()
    if total is None or total.due_on >= due:
        return None
    same = total.rule is not None and total.rule.code == rule
    return total if same or total.due_on >= clock.today() else None


def left_body(row: Case) -> None:
    """No body has it: it is to be passed on; signing and handling begin anew with the next one.
    Total goes on, also where it stood still for the sake of the body; where the law gives the whole
    time to the body, it begins anew as well."""
    from_body = (TOTAL,) if of(row).total_from_body else ()
    for kind in (SIGN, HANDLING, *from_body):
        workflow.cancel(kind, row)
    to_route(row)
    total = _of(row, TOTAL).filter(outcome="", suspended_on__isnull=False)
    if total.exists():
        workflow.resume(TOTAL, row, actor=SYSTEM)


def restart(row: Case) -> None:
    """Another law applies: what runs by it is counted from the day it began, or would have; laws
    let the time to pass it on begin on different days."""
    for kind in (FIRST, ROUTE, TOTAL):
        running = workflow.cancel(kind, row)
        if kind in _wanted(row):
            began = running.start_on if running is not None and kind != ROUTE else None
            _start(row, kind, began or _first_day(row, kind))


def restored(row: Case) -> None:
    """What fell away when the case was merged runs again, from the day on which it began, by the
    version of the rule it began under, with the time that it was given or stood still."""
    for kind in _wanted(row):
        rows = _of(row, kind).select_related("organisation", "rule")
        if rows.filter(outcome="").exists():
            continue
        last = (
            rows.filter(outcome=Deadline.Outcome.CANCELLED).order_by("-updated_at", "-id").first()
        )
        if last is None:
            _start(row, kind, _first_day(row, kind))
        else:
            workflow.start_like(last, case=row)
    running = Deadline.objects.filter(kind=OPINION, outcome="").values("case_id")
    for part in parts.silent(row).exclude(pk__in=running).select_related("organisation"):
        opinion_due(part)


def _wanted(row: Case) -> list[str]:
    """The clocks of an open case, in its state."""
    wanted = {
        FIRST: row.state == CaseState.RECEIVED and row.first_response_on is None,
        ROUTE: row.state == CaseState.ACCEPTED,
        SIGN: row.state == CaseState.DISPATCHED,
        HANDLING: row.state in WITH_BODY,
        TOTAL: row.state in (WITH_BODY if of(row).total_from_body else BEFORE_ANSWER),
    }
    return [kind for kind in CLOCKS if wanted[kind]]


def _rule(row: Case, kind: str) -> str:
    limits = of(row)
    codes = {
        FIRST: limits.first, ROUTE: limits.route, SIGN: limits.give_back, HANDLING: limits.handling,
    }  # fmt: skip
    return codes.get(kind, limits.total)


def _first_day(row: Case, kind: str) -> date:
    """The day from which a clock counts that never ran: total since the case was opened again, else
    since its first response was awaited."""
    if kind in {SIGN, HANDLING} or (kind == TOTAL and of(row).total_from_body):
        return row.dispatched_on or clock.today()
    if kind == ROUTE:
        return _day_of_routing(row)
    again = row.events.filter(name__in=("reopened", "overturned")).order_by("place").last()
    return again.on if again is not None else _receipt(row)


def _day_of_routing(row: Case) -> date:
    """The day from which the time to pass it on counts: that on which the hotline had it again;
    else of a petition, which is registered and passed on within 15 days of its receipt
    (Regulations on Petition Work art. 22), its receipt; else its acceptance."""
    again = row.events.filter(name__in=BACK).order_by("place").last()
    if again is not None:
        return again.on
    return _receipt(row) if row.regime == Regime.PETITION else row.accepted_on or clock.today()


def _receipt(row: Case) -> date:
    """The day on which its first response began to be awaited."""
    first = _of(row, FIRST).order_by("start_on").first()
    return first.start_on if first is not None else row.received_on


def _of(row: Case, kind: str) -> QuerySet[Deadline]:
    return Deadline.objects.filter(kind=kind, case_type=row._meta.label_lower, case_id=row.pk)


def reopened(row: Case) -> None:
    """It was answered and is open again, to be passed on: a new total clock, from today; the first
    response stays what it was."""
    if not of(row).total_from_body:
        _start(row, TOTAL, clock.today())
    to_route(row)
