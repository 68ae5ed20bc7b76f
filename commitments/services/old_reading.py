"""Looking at files of old accounts: every look by staff leaves its row in the trail."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from commitments import selectors_old_accounts as selectors
from commitments.models import OldAccountNote
from commitments.selectors import NOT_THERE
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common.errors import NotFound
from credit_portal.files.models import StoredFile


@transaction.atomic
def read_file(*, actor: User, note_id: UUID) -> StoredFile:
    """The file of a note on an account the actor may see, and the trace of his look."""
    seen = selectors.visible_to(actor).order_by().values("pk")
    rows = OldAccountNote.objects.select_related("file", "account__organisation")
    found = rows.filter(pk=note_id, account__in=seen, file__isnull=False).first()
    if found is None or found.file is None:
        raise NotFound("not_found", NOT_THERE)
    audit.record(
        "commitments.old_file_seen",
        actor=actor,
        target=found.account,
        organisation=found.account.organisation,
        note=str(found.pk),
    )
    return found.file
