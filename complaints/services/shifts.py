"""What one shift leaves the next, and the texts that operators and handlers insert."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.models import CannedText, ShiftNote
from complaints.services import steps
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid

SHORTCUT = re.compile(r"[a-z0-9]{1,20}")


@transaction.atomic
def write_note(*, actor: User, text: str) -> ShiftNote:
    """Leave the next shift what it must know; whoever wrote it has read it."""
    policies.require(actor, policies.TAKE)
    made = ShiftNote.objects.create(
        author=actor, text_zh=steps.words(text, "text_zh", 2000), written_at=clock.now(),
        readers=[str(actor.pk)],
    )  # fmt: skip
    audit.record("complaints.shift_note_written", actor=actor, target=made)
    return made


@transaction.atomic
def confirm_note(*, actor: User, note_id: UUID) -> ShiftNote:
    """Confirm that one has read it; once more changes nothing."""
    policies.require(actor, policies.TAKE)
    row: ShiftNote = lock(ShiftNote, note_id)
    if str(actor.pk) not in row.readers:
        row.readers = [*row.readers, str(actor.pk)]
        row.save(update_fields=["readers"])
        audit.record("complaints.shift_note_read", actor=actor, target=row)
    return row


@transaction.atomic
def save_text(
    *,
    actor: User,
    shortcut: str,
    title_zh: str,
    text_zh: str,
    use: str,
    active: bool = True,
    text_id: UUID | None = None,
    expected_version: int | None = None,
) -> CannedText:
    """A new text, or another wording of one. Raises Invalid with the field, Conflict
    ("shortcut_taken"), Stale."""
    policies.require(actor, policies.SUPERVISE)
    if not SHORTCUT.fullmatch(shortcut):
        raise Invalid(
            "shortcut_wrong", _("Small letters and digits, 20 at most."), field="shortcut"
        )
    same = CannedText.objects.filter(shortcut=shortcut).first()
    if same is not None and same.pk != text_id:
        raise Conflict("shortcut_taken", _("Another text has this shortcut."), field="shortcut")
    row = CannedText(version=0) if text_id is None else lock(CannedText, text_id)
    steps.require_version(row, expected_version)
    row.shortcut, row.use, row.active, row.author = shortcut, use, active, actor
    row.title_zh = steps.words(title_zh, "title_zh", 60)
    row.text_zh = steps.words(text_zh, "text_zh", 2000)
    row.version += 1
    row.save()
    audit.record("complaints.text_saved", actor=actor, target=row, new={"active": active})
    return row
