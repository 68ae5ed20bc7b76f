"""Internal notes, and the reporter's further facts as a body may read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.codes import OWN_NOTES, AssignmentState, NoteKind
from complaints.models import CaseNote
from complaints.services import steps
from credit_portal.accounts.models import User
from credit_portal.common.errors import NotFound


@transaction.atomic
def write(*, actor: User, case_id: UUID, text: str, file: Any = None) -> CaseNote:
    """Keep a note among staff. What the hotline and the credit office write they alone read; what a
    body writes all read that may see the case. Raises Invalid ("words_missing")."""
    row = steps.locked(actor, case_id)
    of_body = not policies.is_hotline(actor) and not actor.may(policies.REVIEW, row.accused)
    made = steps.say(
        row, NoteKind.INTERNAL, steps.words(text, "text"), author=actor, file=file,
        for_body=of_body,
    )  # fmt: skip
    steps.note(row, "noted", actor, about=made)
    return made


@transaction.atomic
def pass_on(*, actor: User, case_id: UUID, note_id: UUID, text: str) -> CaseNote:
    """Give the body what a reporter added, in words that name nobody; he who handles it is told.

    The reporter's own note stays with the hotline. Raises NotFound, Invalid ("words_missing").
    """
    row = steps.locked(actor, case_id)
    actor = steps.capacity(actor, policies.TAKE, row)
    wanted = [kind for kind in OWN_NOTES if kind != NoteKind.RETALIATION]
    if not row.notes.filter(pk=note_id, kind__in=wanted).exists():
        raise NotFound("not_found", _("There is no such note of the reporter."))
    made = steps.say(
        row, NoteKind.INTERNAL, steps.words(text, "text"), author=actor, for_body=True
    )  # fmt: skip
    steps.note(row, "passed_on", actor, about=made, of=str(note_id))
    parts = row.assignments.filter(state=AssignmentState.SIGNED).select_related("handler")
    told = [one.handler for one in parts if one.handler]
    steps.tell("complaint_added", row, told, f"passed_on:{made.pk}")
    return made
