"""A promise ends otherwise than by its performance: its clocks and verifications fall away."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from commitments import codes
from commitments.models import Commitment
from commitments.services import milestone_clocks, old_follow
from commitments.services.approval import DUE, NEXT_PERIOD, PERIOD_REPORT
from commitments.services.clocks import STOP_CAP
from credit_portal.common import clock
from credit_portal.workflow import services as workflow


def end(row: Commitment, outcome: str, today: dt.date, but: UUID | None = None) -> None:
    """Set the outcome of a locked promise; cancel its deadlines, close what is being verified
    without an outcome (``but`` is the verification that found this one). No due date moves."""
    workflow.cancel(DUE, row)
    milestone_clocks.close(row)
    for request in row.clock_requests.all():
        workflow.cancel(STOP_CAP, request)
    for period in row.periods.all():
        if period.outcome == codes.PeriodOutcome.OPEN:
            workflow.cancel(PERIOD_REPORT, period)
        workflow.cancel(NEXT_PERIOD, period)
    for task in row.verifications.filter(state__in=codes.LIVE_VERIFICATION):
        if task.pk == but:
            continue
        task.state = codes.VerificationState.DISMISSED
        task.closed_at, task.closed_on = clock.now(), today
        task.version += 1
        task.save(update_fields=["state", "closed_at", "closed_on", "version"])
    row.outcome, row.outcome_on = outcome, today
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=["outcome", "outcome_on", "version", "updated_at"])
    old_follow.determined(row)
