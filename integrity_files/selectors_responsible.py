"""Whether somebody is named as responsible in a record: he works on nothing that comes of it."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotAllowed
from integrity_files.models import Record


def is_named(actor: Any, record: Record) -> bool:
    """Whether the actor's person is named. The database answers yes or no and nothing else, since
    who is named is read under a purpose only (row-level security, security.md T6)."""
    if getattr(actor, "person_id", None) is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select integrity_files_is_responsible(%s, %s)", [actor.pk, record.pk])
        return bool(cursor.fetchone()[0])


def require_other(actor: Any, record: Record) -> None:
    """Raise NotAllowed ("about_yourself") for somebody who is named as responsible himself."""
    if is_named(actor, record):
        raise NotAllowed(
            "about_yourself",
            _("You are named as responsible in this record. Somebody else works on it."),
        )
