"""A review by somebody who had no hand in the case: the refusal or the answer stands, or not.

Whoever is told that it stands may ask once more (复核): a second one decides, and that is final
(Regulations on Petition Work art. 35, 36).
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from complaints import policies, selectors_links
from complaints.codes import CallBackKind, NoteKind
from complaints.models import Case, CaseNote
from complaints.services import call_backs, clocks, merged, parts, steps
from complaints.services.steps import REVIEW
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.workflow import services as workflow


def _begin(
    actor: User, case_id: UUID, reason: str, expected: int | None
) -> tuple[Case, User, CaseNote]:
    row = steps.locked(actor, case_id, expected)
    actor = steps.capacity(actor, policies.REVIEW, row)
    policies.require_other(actor, row, *selectors_links.hands_of(row))
    row.reviewer = actor
    said = steps.say(row, NoteKind.REASON, steps.words(reason, "reason"), author=actor)
    return row, actor, said


@transaction.atomic
def uphold(*, actor: User, case_id: UUID, reason: str, expected_version: int | None = None) -> Case:
    """It stands; the reasons are told, also for what was merged into it meanwhile. Raises
    NotAllowed ("four_eyes")."""
    row, actor, said = _begin(actor, case_id, reason, expected_version)
    row.ended_on = clock.today()
    steps.move(row, "uphold", actor, "reviewer", "ended_on")
    workflow.satisfy(REVIEW, row)
    steps.note(row, "upheld", actor, about=said, review=row.reviews)
    call_backs.tell_decision(row)
    if row.answered_on is not None:
        call_backs.plan(row, CallBackKind.LOOK_BACK)
        merged.answered(row, actor)
    else:
        merged.set_free(row, actor)
    return row


@transaction.atomic
def overturn(
    *, actor: User, case_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """It does not stand: the case is accepted and dispatched anew. Raises NotAllowed."""
    row, actor, said = _begin(actor, case_id, reason, expected_version)
    parts.leave_main(row)
    row.accepted_on, row.answered_on, row.dispatched_on = clock.today(), None, None
    row.reviews = 0
    steps.move(
        row, "overturn", actor, "reviewer", "accepted_on", "answered_on", "dispatched_on",
        "merged_into", "reviews",
    )  # fmt: skip
    workflow.satisfy(REVIEW, row)
    parts.end_all(row)
    call_backs.lapse(row)
    clocks.reopened(row)
    call_backs.tell_decision(row)
    steps.note(row, "overturned", actor, about=said)
    return row
