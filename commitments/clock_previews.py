"""What granting a request on a due date would publish, shown to whoever decides beforehand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

from commitments import codes_clocks as codes
from commitments import disclosures, policies, policies_clocks
from commitments.models import ClockRequest, CommitmentEvent
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.workflow import services as workflow

DUE = "commitments.due"
EVENTS = {"extend": "due_extended", "stop": "clock_stopped"}
"""How an approved request stands in the story."""


def preview(request: ClockRequest, approver: User) -> dict[str, Any]:
    """What would be published if ``approver`` granted the request today; changes nothing."""
    found = disclosures.facts([request.commitment_id])[0]
    return decided(found, request.pk, approver, clock.today())


def decided(
    found: disclosures.Facts, request_id: UUID, approver: User, today: dt.date
) -> dict[str, Any]:
    """The document with one request granted by ``approver`` on ``today``."""
    row = found.commitment
    request = next(one for one in found.clock_requests if one.pk == request_id)
    body = policies_clocks.deciding_body(row.organisation)
    approver = policies.capacity(approver, policies_clocks.MOVE_DUE, body)
    stop_on = request.on if request.act == codes.ClockAct.STOP else None
    result = workflow.preview(DUE, row, unit=request.unit, count=request.count, stop_on=stop_on)
    row.due_on, row.due_provisional = result.due, result.provisional
    row.due_explanation = result.explanation
    request.state = codes.ClockState.APPROVED
    if request.act == codes.ClockAct.EXTEND:
        request.new_due_on = result.due
    sign(request, approver, today)
    event = CommitmentEvent(
        name=EVENTS[request.act], on=today, at=clock.now(), actor_title=approver.title[:200],
        data={**event_data(request), "title_en": disclosures.title_en(approver)},
    )  # fmt: skip
    return disclosures.build(replace(found, events=[*found.events, event]))


def sign(request: ClockRequest, actor: User, today: dt.date) -> None:
    """Set who decides and when; saves nothing."""
    request.decider, request.decided_at, request.decided_on = actor, clock.now(), today
    request.decided_title = actor.title[:200]
    request.decided_title_en = disclosures.title_en(actor)[:200]


def event_data(request: ClockRequest) -> dict[str, Any]:
    """Codes and dates of a granted request, for its step in the story."""
    data: dict[str, Any] = {"ground": request.ground, "old": request.old_due_on.isoformat()}
    if request.new_due_on is not None:
        data["new"] = request.new_due_on.isoformat()
    return data
