"""Words of the staff on a case: for the hotline alone, or passed on to bodies that handle it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.codes import WITH_BODY, NoteKind
from complaints.models import Case
from complaints.services import call_backs, steps
from credit_portal.accounts.models import User
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.files.models import StoredFile


@transaction.atomic
def keep(*, actor: User, case_id: UUID, text: str, expected_version: int | None = None) -> Case:
    """Keep an internal note; only the hotline reads it."""
    row = steps.locked(actor, case_id, expected_version)
    actor = _of_hotline(actor, row)
    made = steps.say(row, NoteKind.INTERNAL, steps.words(text, "text"), author=actor)
    steps.note(row, "noted", actor, about=made)
    return row


@transaction.atomic
def pass_on(
    *,
    actor: User,
    case_id: UUID,
    text: str,
    note_id: UUID | None = None,
    expected_version: int | None = None,
) -> Case:
    """Pass further facts on to the bodies: a copy in words that name nobody, and the cleaned file
    of the note that was copied. What the reporter wrote himself stays with the hotline.

    Raises Conflict ("not_with_body"), NotFound for a note of another case.
    """
    row = steps.locked(actor, case_id, expected_version)
    actor = _of_hotline(actor, row)
    if row.state not in WITH_BODY:
        raise Conflict("not_with_body", _("No body handles it now."))
    made = steps.say(
        row, NoteKind.MORE, steps.words(text, "text"), author=actor, for_body=True,
        file=_file_of(row, note_id),
    )  # fmt: skip
    steps.note(row, "passed_on", actor, about=made)
    return row


def _file_of(row: Case, note_id: UUID | None) -> StoredFile | None:
    if note_id is None:
        return None
    found = row.notes.select_related("file").filter(pk=note_id).first()
    if found is None:
        raise NotFound("not_found", _("This does not belong to the case."))
    file: StoredFile | None = found.file
    return file


@transaction.atomic
def open_again(
    *, actor: User, case_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """Open an answered or closed case again, saying why; it is dispatched anew. Raises
    Conflict ("not_answered") for one that was refused."""
    row = steps.locked(actor, case_id, expected_version)
    actor = _of_hotline(actor, row)
    said = steps.say(row, NoteKind.REASON, steps.words(reason, "reason", 2000), author=actor)
    call_backs.open_again(row, actor, said)
    return row


def _of_hotline(actor: User, row: Case) -> User:
    found: User = steps.capacity(actor, policies.TAKE, row)
    return found
