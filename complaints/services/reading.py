"""Looking at a file given on the way; the look is on record first (design.md 2.8)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from complaints import case_sight, selectors
from complaints.models import CaseNote
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common.errors import NotFound
from credit_portal.files.models import StoredFile


@transaction.atomic
def read_file(*, actor: User, note_id: UUID) -> StoredFile:
    """The cleaned file of a note that the actor reads; a body opens what was passed on to it.
    Raises NotFound."""
    key = CaseNote.objects.filter(pk=note_id).values_list("case_id", flat=True).first()
    if key is None:
        raise NotFound("not_found", selectors.NOT_THERE)
    row = selectors.case(actor, key)
    read = case_sight.view_of(actor, row).notes()
    note = next((one.note for one in read if one.note.pk == note_id), None)
    if note is None or note.file is None:
        raise NotFound("not_found", selectors.NOT_THERE)
    audit.record(
        "complaints.file_seen", actor=actor, target=row, organisation=row.accused,
        note=str(note.pk),
    )  # fmt: skip
    return note.file
