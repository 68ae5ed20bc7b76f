"""Files of records: each content once a use, and who looked at one is on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.errors import Invalid, NotFound
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import FileUse, MotionState, RecordState, StatementState
from integrity_files.models import Record, RecordFile

PURPOSE = "record"
UNTIL_DECIDED = frozenset({FileUse.BASIS, FileUse.LENIENCY, FileUse.REDRESS})


def attach(row: Record, upload: Any, use: FileUse, actor: User) -> StoredFile:
    """Keep a file of a record; the document of a proposal that was sent back is there already.

    Raises Invalid ("file_twice") for content that is there for this use, `file_…` for what is not
    accepted. What is there for another use, a draft maybe, is neither told nor given.
    """
    kept = files.store(upload=upload, owner=actor, purpose=PURPOSE)
    there = RecordFile.objects.filter(record=row, use=use, sha256=kept.original_sha256).first()
    if there is not None and use == FileUse.REDRESS:
        files.erase([kept.pk])
        return there.file
    if there is not None:
        raise Invalid(
            "file_twice", _("This very file is attached to the record already."), field="file"
        )
    RecordFile.objects.create(
        record=row, use=use, file=kept, sha256=kept.original_sha256, adder=actor,
        added_at=clock.now(),
    )  # fmt: skip
    return kept


def files_for(user: Any, row: Record) -> list[RecordFile]:
    """Files of a record that the user may open: the body those of the notice, its own, and the
    document once it is determined, that of a correction or revocation once it is decided; the
    credit office all but of a draft of the body."""
    is_office = policies.is_office(user, row.organisation)
    statement = getattr(row, "statement", None)
    drafting = statement is None or statement.state == StatementState.DRAFT
    decided = row.state in (RecordState.DECIDED, RecordState.REVOKED)
    motions = row.motions.all()
    carried_out = {one.paper_file_id for one in motions if one.state == MotionState.DECIDED}
    weighed = {one.paper_file_id for one in motions} - carried_out
    return [
        one
        for one in row.files.all()
        if (is_office and not (one.use == FileUse.STATEMENT and drafting))
        or (not is_office and (one.use not in UNTIL_DECIDED or decided)
            and one.file_id not in weighed)
    ]  # fmt: skip


@transaction.atomic
def read_file(*, actor: User, record_id: UUID, file_id: UUID) -> StoredFile:
    """A file of a record that the actor may open, and the trace of his look. Raises NotFound."""
    row = selectors.record(actor, record_id)
    found = next((one for one in files_for(actor, row) if one.file_id == file_id), None)
    if found is None:
        raise NotFound("not_found", _("There is no document."))
    audit.record(
        "integrity_files.record_file_seen", actor=actor, target=row,
        organisation=row.organisation, use=found.use,
    )  # fmt: skip
    return found.file
