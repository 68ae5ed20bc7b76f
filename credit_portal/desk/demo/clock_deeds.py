"""Steps on due dates, milestones and templates; arguments as those of `deeds`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from commitments import clock_previews
from commitments import services as commitments
from commitments.models import ClockRequest, Commitment, FilingTemplate, MilestoneReport
from credit_portal.accounts.models import User
from credit_portal.publishing.services import document_sha

Id = UUID | str


def ask_extension(*, actor: User, commitment_id: Id, reason: str) -> ClockRequest:
    """Ask for all that the rule allows."""
    return commitments.ask_extension(
        actor=actor, commitment_id=UUID(str(commitment_id)), ground="complex", reason=reason
    )


def ask_stop(
    *, actor: User, commitment_id: Id, reason: str, organ: str, number: str, dated_on: dt.date
) -> ClockRequest:
    """Ask that the clock stand still while others examine."""
    return commitments.ask_stop(
        actor=actor, commitment_id=UUID(str(commitment_id)), ground="expert_review",
        reason=reason, organ=organ, number=number, dated_on=dated_on,
    )  # fmt: skip


def grant_due_change(*, actor: User, commitment_id: Id) -> Commitment:
    """Look at the preview and grant what is seen."""
    request = ClockRequest.objects.get(commitment_id=commitment_id, state="requested")
    seen = document_sha(clock_previews.preview(request, actor))
    return commitments.approve_due_change(
        actor=actor, commitment_id=request.commitment_id, doc_sha=seen
    )


def resume_clock(*, actor: User, commitment_id: Id) -> Commitment:
    """Let the clock run again."""
    return commitments.resume_clock(actor=actor, commitment_id=UUID(str(commitment_id)))


def reach_milestone(
    *, actor: User, commitment_id: Id, done_on: dt.date, text: Sequence[str]
) -> MilestoneReport:
    """Report the first milestone."""
    step = Commitment.objects.get(pk=commitment_id).milestones.get(position=1)
    return commitments.report_milestone(
        actor=actor, commitment_id=step.commitment_id, milestone_id=step.pk, done_on=done_on,
        text_zh=text[0], text_en=text[1],
    )  # fmt: skip


def keep_template(*, actor: User, commitment_id: Id, name: str) -> FilingTemplate:
    """Keep a promise as a template of its body."""
    return commitments.make_template(actor=actor, commitment_id=UUID(str(commitment_id)), name=name)


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        ask_extension, ask_stop, grant_due_change, resume_clock, reach_milestone, keep_template,
    )
}  # fmt: skip
