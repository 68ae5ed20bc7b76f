"""Changes of the directory as the desk reads them: a user's own, and the document behind one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credit_portal.accounts.models import User
from credit_portal.desk.directory import targets
from credit_portal.files.models import StoredFile
from credit_portal.workflow import change_selectors
from credit_portal.workflow.models import Change


def by(user: User) -> QuerySet[Change]:
    """The user's own proposals, the newest first."""
    rows = change_selectors.visible_to(user).filter(proposed_by=user, kind__startswith="directory.")
    return rows.select_related("organisation", "decided_by").order_by("-proposed_at", "-id")


def title(change: Change) -> str:
    """The kind of a change in the active language."""
    return change_selectors.kind_title(change.kind)


def document_of(user: Any, change_id: UUID) -> StoredFile:
    """The file behind a change that the user may see. Raises NotFound."""
    change = change_selectors.change_for(user, change_id)
    kept = (change.payload or {}).get("document") or {}
    file = StoredFile.objects.filter(pk=kept["id"]).first() if "id" in kept else None
    if file is None:
        raise targets.missing()
    return file
