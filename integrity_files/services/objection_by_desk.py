"""A body objects by its desk to a record about itself, whether it is on display or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from credit_portal.accounts.models import User
from integrity_files import selectors_objected as objected
from integrity_files.models import Objection
from integrity_files.services import objection_filing as filing


@transaction.atomic
def object_to_record(
    *, actor: User, record_id: UUID, ground: str, words: str, upload: Any = None,
    expected_version: int | None = None,
) -> Objection:  # fmt: skip
    """Object to a determined record of the own body: on display it bears the mark at once; what is
    hidden, not public by rule or over stays unseen, and so does the mark.

    Raises NotFound, NotAllowed, Conflict ("record_gone" once it was revoked, "already_open"),
    Invalid. A newer version of the record bars nothing: what it says is objected to.
    """
    found = objected.target_of(objected.record_of(actor, record_id))
    return filing.file_by_desk(actor, found, ground=ground, words=words, upload=upload)
