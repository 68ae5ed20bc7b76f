"""Steps of the plan about "was it kept for you?": what visitors say and the credit office finds."""

from __future__ import annotations

from uuid import UUID

from commitments import services as commitments
from commitments.models import Contradiction, Verification
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor

Id = UUID | str
PLAUSIBLE = "现场查看，与反映一致。"
SUMMARY = "反映的事项与验收材料记载不一致。"
ELSEWHERE = "经核对，反映的是另一单位的事项。"


def say_kept(*, actor: Actor, commitment_id: Id) -> Contradiction:
    """A visitor says yes."""
    return commitments.say_kept(actor=actor, commitment_id=UUID(str(commitment_id)))


def contradict(*, actor: Actor, commitment_id: Id, facts: str) -> Contradiction:
    """A visitor says no and tells what happened."""
    filed = commitments.contradict(
        actor=actor,
        commitment_id=UUID(str(commitment_id)),
        facts=facts,
        happened_on=clock.today(),
    )
    return filed.contradiction


def confirm_said(*, actor: User, contradiction_id: Id) -> Contradiction:
    """An officer finds the facts plausible."""
    return commitments.confirm_contradiction(
        actor=actor,
        contradiction_id=UUID(str(contradiction_id)),
        reason=PLAUSIBLE,
        summary=SUMMARY,
    )


def refuse_said(*, actor: User, contradiction_id: Id) -> Contradiction:
    """An officer finds that it is about something else."""
    return commitments.refuse_contradiction(
        actor=actor, contradiction_id=UUID(str(contradiction_id)), reason=ELSEWHERE
    )


def reopen_said(*, actor: User, commitment_id: Id) -> Verification:
    """A reviewer reopens the verification."""
    return commitments.reopen(actor=actor, commitment_id=UUID(str(commitment_id)))


DEEDS = {
    deed.__name__: deed for deed in (say_kept, contradict, confirm_said, refuse_said, reopen_said)
}
"""Every deed by its name in the plan."""
