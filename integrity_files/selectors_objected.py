"""Breach records as what is objected to: on display, or in the file only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.scope import within
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.publishing import decided
from integrity_files import policies_objections as policies
from integrity_files import selectors_deciders as people
from integrity_files import selectors_objections as objections
from integrity_files.codes_records import RecordState
from integrity_files.models import Objection, Record

KIND = "breach"


def record_of(user: Any, record_id: UUID) -> Record:
    """A record about a body for which the user may object. Raises NotFound."""
    rows = Record.objects.filter(within(user, policies.OBJECT)).select_related("organisation")
    found = rows.filter(pk=record_id).first()
    if found is None:
        raise NotFound("not_found", objections.NOT_THERE)
    return found


def target_of(row: Record) -> objections.Target:
    """A determined record as what is objected to; without references before it was public.
    Raises Conflict ("record_gone")."""
    if row.state != RecordState.DECIDED:
        raise Conflict(
            "record_gone", _("This is no determined record, so nothing of it can be objected to.")
        )
    return objections.Target(
        row.ref, row.rec, KIND, row._meta.label_lower, str(row.pk), row.title_zh[:300], "",
        row.organisation,
    )  # fmt: skip


def require_target(row: Objection) -> None:
    """Raise Conflict ("record_gone") unless what is objected to stands: a determined record does in
    its file, also while the public does not see it; anything else on display only."""
    record = people.of_source(row.source_type, row.source_id)
    if record is None:
        objections.target(row.ref)
    else:
        target_of(record)


def is_seen(row: Objection) -> bool:
    """Whether what is objected to is on display today."""
    return decided.is_seen(row.source_type, row.source_id)


def place_of(row: Objection) -> str:
    """Path of the page of what is objected to: the public one, of what the public does not see the
    one on the desk."""
    if is_seen(row) and row.ref:
        return f"/records/{row.ref}/"
    if row.source_type == Record._meta.label_lower:
        return f"/staff/records/{row.source_id}/"
    return f"/records/{row.ref}/"
