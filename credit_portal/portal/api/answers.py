"""What the public API answers, from the selectors."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from credit_portal.common.errors import NotFound
from credit_portal.common.problems import NOT_FOUND
from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Organisation, SuccessionLine
from credit_portal.portal import queries
from credit_portal.portal.api import serializers
from credit_portal.publishing import selectors as publishing
from credit_portal.publishing.models import Displayed, Removal

PUBLIC = "public_read"


class Gone(NotFound):
    """It was public once; the answer tells kind of reason, date and basis (design.md 2.7)."""

    status = 410

    def __init__(self, removal: Removal) -> None:
        sentence = _("Removed on %(day)s: %(reason)s (basis %(basis)s).")
        told = {
            "day": removal.removed_at.date().isoformat(),
            "reason": removal.get_reason_display(),
            "basis": removal.basis_id,
        }
        super().__init__("gone", sentence % told)
        self.members = {
            "ref": removal.ref,
            "act": removal.act,
            "removed_at": removal.removed_at,
            "reason": {"code": removal.reason, "name": str(removal.get_reason_display())},
            "basis": serializers.Basis(removal.basis).data,
        }


def find_record(ref: str) -> Displayed:
    """The displayed record; raises Gone, or NotFound alike for what is secret and what is not."""
    found = publishing.lookup(ref.upper()) if len(ref) <= 24 else None
    if isinstance(found, Removal):
        raise Gone(found)
    if found is None:
        raise NotFound("not_found", NOT_FOUND)
    return found


def record(request: Request, found: Displayed) -> dict[str, Any]:
    """A record with its versions."""
    body = {
        "ref": found.ref,
        "kind": found.kind,
        "url": request.build_absolute_uri(f"/records/{found.ref}/"),
        "proof": request.build_absolute_uri(f"/api/v1/records/{found.ref}/proof/"),
        "published_at": found.published_at,
        "updated_at": found.updated_at,
        "until": found.until,
        "document": found.document,
        "versions": publishing.versions(found.rec),
    }
    return dict(serializers.Record(body).data)


def organisation(address: str) -> dict[str, Any]:
    """A body with all its names, the newest first, its predecessors and successors, what it took
    over, its records and the outcomes of its commitments; raises NotFound."""
    found = directory.organisation_at(address, using=PUBLIC)
    names = directory.names_of(found, using=PUBLIC)
    return {
        **serializers.OrganisationRow(found).data,
        "names": serializers.DatedName(names, many=True).data,
        "records": queries.records_by_body([found]).get(found.pk, 0),
        "outcomes": dict(queries.outcomes_of([found.pk])),
        "predecessors": [
            _connected(line, line.from_organisation)
            for line in directory.lines_to(found, using=PUBLIC)
        ],
        "successors": [
            _connected(line, line.to_organisation)
            for line in directory.lines_from(found, using=PUBLIC)
        ],
        "inherited": serializers.Inherited(queries.inherited_by(found), many=True).data,
    }


def _connected(line: SuccessionLine, body: Organisation) -> dict[str, Any]:
    act = line.succession
    told = {
        "slug": body.slug, "name_zh": body.name_zh, "name_en": body.name_en, "kind": act.kind,
        "whole": line.whole, "effective_on": line.effective_on,
        "document_number": act.document_number, "document_title": act.document_title,
        "document_organ": act.document_organ,
    }  # fmt: skip
    return dict(serializers.Succession(told).data)


def changes(since: int | None, limit: int) -> dict[str, Any]:
    """The change feed after a leaf index; `next_since` is what to ask with next time, `more` says
    whether there is more already."""
    found = publishing.changes_since(-1 if since is None else since, limit + 1)
    more, found = len(found) > limit, found[:limit]
    last = found[-1].cursor if found else since
    results = serializers.Change(found, many=True).data
    return {"next_since": last, "more": more, "results": results}
