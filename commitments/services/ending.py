"""A promise ends otherwise than by its performance: its clocks and verifications fall away."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commitments import codes, machine
from commitments.codes_change import LIVE_CHANGE
from commitments.codes_clocks import ClockState
from commitments.models import Commitment, LawfulChange, VoidFinding
from commitments.services import milestone_clocks, old_follow, steps
from commitments.services.approval import DUE, NEXT_PERIOD, PERIOD_REPORT
from commitments.services.clocks import STOP_CAP, take_over
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict
from credit_portal.workflow import moves
from credit_portal.workflow import services as workflow


def end(row: Commitment, outcome: str, today: dt.date, but: UUID | None = None) -> None:
    """Set the outcome of a locked promise; cancel its deadlines, close what is being verified
    without an outcome (``but`` is the verification that found this one). No due date moves but
    that of a clock that stood still, by the days it did."""
    close_acts(row, today)
    workflow.cancel(DUE, row)
    milestone_clocks.close(row)
    for period in row.periods.all():
        if period.outcome == codes.PeriodOutcome.OPEN:
            workflow.cancel(PERIOD_REPORT, period)
        workflow.cancel(NEXT_PERIOD, period)
    for task in row.verifications.filter(state__in=codes.LIVE_VERIFICATION):
        if task.pk == but:
            continue
        VoidFinding.objects.filter(verification=task).delete()
        task.state = codes.VerificationState.DISMISSED
        task.closed_at, task.closed_on = clock.now(), today
        task.version += 1
        task.save(update_fields=["state", "closed_at", "closed_on", "version"])
    row.outcome, row.outcome_on = outcome, today
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=["outcome", "outcome_on", "version", "updated_at"])
    old_follow.determined(row)


def close_acts(row: Commitment, today: dt.date) -> None:
    """What was under way on a locked promise that ends: its clock runs again, a request that
    waits falls away, and so does a lawful change that was not decided."""
    for request in row.clock_requests.select_for_update():
        workflow.cancel(STOP_CAP, request)
        if request.state == ClockState.REQUESTED:
            moves.move(machine.CLOCK, request, "fall_away", actor=SYSTEM)
        elif request.is_open_stop and row.due_stopped_on is not None:
            request.resumed_on = request.last_day(today)
            request.save(update_fields=["resumed_on"])
            take_over(row, workflow.resume(DUE, row, actor=SYSTEM, on=request.resumed_on))
    live = LawfulChange.objects.select_for_update().filter(commitment=row, state__in=LIVE_CHANGE)
    for case in live:
        moves.move(machine.LAWFUL_CHANGE, case, "fall_away", actor=SYSTEM)
        if case.successor_id is not None:
            new = lock(Commitment.objects.all(), case.successor_id)
            moves.move(machine.COMMITMENT, new, "fall_away", actor=SYSTEM)
        steps.note(row, "change_discarded", SYSTEM, kind=case.kind)
        steps.trail("change_discard", SYSTEM, row, change=str(case.pk))


def require_no_review(row: Commitment) -> None:
    """Raise Conflict while an outcome is being reviewed: a review ends with an outcome only."""
    live = row.verifications.filter(state__in=codes.LIVE_VERIFICATION)
    if live.filter(supersedes__isnull=False).exists():
        raise Conflict(
            "being_reviewed", _("A review of an outcome is under way; it is decided first.")
        )
