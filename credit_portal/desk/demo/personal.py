"""What a member of staff promises for himself: agreed to by him, approved, not public by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from commitments import services as commitments
from commitments.models import Commitment
from credit_portal.accounts.models import User
from credit_portal.desk.demo import cast, filing, one_off
from credit_portal.desk.demo.filing import Chooser
from credit_portal.desk.demo.steps import Story

#: Which of the promises that still have time are a person's own, and how far each has come.
OWN = {3: "registered", 6: "waits"}
Id = UUID | str


def play(chooser: Chooser, story: Story, due: dt.date, how_far: str) -> None:
    """The head of the General Office of the body that is shown promises in his own name."""
    promise = one_off.promise_due(chooser, story, due, body=cast.SHOWN, by_rule=False)
    promise.post = f"post:{cast.SHOWN}.office"
    filer, case = cast.filer(cast.SHOWN), promise.case
    days = story.days
    drafted = days.on_or_before(story.end - dt.timedelta(6 if how_far == "waits" else 40))
    filing.begin(promise, drafted)
    story.add("own", "bear_personally", filer, drafted, commitment_id=case)
    story.add("submit", "submit", filer, days.after(drafted, 1), commitment_id=case)
    if how_far == "waits":
        return
    story.add("agree", "countersign", cast.DEPUTY, days.after(drafted, 2), commitment_id=case)
    approver = cast.approver(cast.SHOWN)
    story.add("approve", "approve", approver, days.after(drafted, 3), commitment_id=case)


def bear_personally(*, actor: User, commitment_id: Id) -> Commitment:
    """The draft becomes the own promise of whoever holds the post."""
    return commitments.bear_personally(actor=actor, commitment_id=UUID(str(commitment_id)))


def countersign(*, actor: User, commitment_id: Id) -> Commitment:
    """He agrees to it."""
    return commitments.countersign(actor=actor, commitment_id=UUID(str(commitment_id)))


DEEDS: dict[str, Callable[..., Any]] = {
    "bear_personally": bear_personally,
    "countersign": countersign,
}
