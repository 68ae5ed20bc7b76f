"""Every read of queries about honours and their answers: those of the user's own
body."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Organisation
from integrity_files import policies_disqualifications as policies
from integrity_files.codes_consequences import ConsequenceKind
from integrity_files.models import DisqualificationQuery
from integrity_files.selectors_consequences import in_force_on


def visible_to(user: Any) -> QuerySet[DisqualificationQuery]:
    """Queries asked for the body that the user works in, the latest first."""
    own = user.organisation if policies.may(user) else None
    rows = DisqualificationQuery.objects.filter(organisation=own)
    if own is None:
        rows = rows.none()
    return rows.select_related("organisation", "answer").order_by("-asked_at", "-id")


def query(user: Any, query_id: UUID | str) -> DisqualificationQuery:
    """One visible query with its answer. Raises NotFound."""
    found = visible_to(user).filter(pk=query_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def body_of(words: str) -> Organisation | None:
    """The body of a code, an address or a full name; None when there is none or several."""
    named = Q(code=words.upper()) | Q(slug=words) | Q(name_zh=words) | Q(name_en=words)
    rows = list(Organisation.objects.filter(named)[:2])
    return rows[0] if len(rows) == 1 else None


def lines_on(day: date, bodies: list[dict[str, str]]) -> list[dict[str, Any]]:
    """One line a body: whether it is barred from honours on the day, since and until when, by
    which records (references of published ones only)."""
    found: dict[str, list[Any]] = {}
    keys = [one["id"] for one in bodies]
    for row in in_force_on(ConsequenceKind.HONOURS, day, keys):
        found.setdefault(str(row.record.organisation_id), []).append(row)
    return [{**one, **_line(found.get(one["id"], []))} for one in bodies]


def _line(rows: list[Any]) -> dict[str, Any]:
    if not rows:
        return {"barred": False, "since": None, "until": None, "bases": []}
    return {
        "barred": True,
        "since": min(row.first_day for row in rows).isoformat(),
        "until": max(row.last_day for row in rows).isoformat(),
        "bases": [{"ref": row.record.ref, "basis_zh": row.basis_zh} for row in rows],
    }
