"""The page of one record, the account of a removed one, and its evidence."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credit_portal.common import clock
from credit_portal.common.templatetags import _dates
from credit_portal.files import responses
from credit_portal.ledger import selectors as ledger
from credit_portal.portal import breaches, labels, queries
from credit_portal.portal.caching import public_page
from credit_portal.publishing import selectors
from credit_portal.publishing.models import Displayed

#: Which part of the site a kind of record belongs to.
AREAS = {queries.COMMITMENT: "commitments", breaches.BREACH: "breaches"}


@public_page
def record(request: HttpRequest, ref: str) -> HttpResponseBase:
    """A displayed record; 410 with kind of reason, date and basis for a removed one; else 404."""
    found = selectors.lookup(ref.upper())
    if found is None:
        raise Http404
    if found.ref != ref:
        return redirect("portal:record", found.ref, permanent=True)
    if not isinstance(found, Displayed):
        return render(request, "410.html", {"removal": found}, status=410)
    return render(request, "portal/record.html", context(request, found))


def context(request: HttpRequest, found: Displayed) -> dict[str, Any]:
    """What the record page shows beside the document itself."""
    versions: list[dict[str, Any]] = [
        {"row": one, "is_open": hasattr(one, "opening"), "is_current": one.seq == found.version}
        for one in selectors.versions(found.rec)[::-1]
    ]
    shown = earlier(request, versions)
    current = next((one["row"] for one in versions if one["is_current"]), None)
    return {
        "record": found,
        "doc": shown.opening.document if shown else found.document,
        "earlier": shown,
        "kind_name": labels.kind(found.kind),
        "sector_name": labels.sector(found.sector),
        "category_name": labels.category(found.category),
        "versions": versions,
        "proof": proof(found, current.leaf_index if current else None),
        "address": request.build_absolute_uri(reverse("portal:record", args=[found.ref])),
        "citation": citation(found),
        "related": queries.related(found),
        "here": AREAS.get(found.kind, "records"),
    }


def earlier(request: HttpRequest, versions: list[dict[str, Any]]) -> Any:
    """The version `?version=` asks for, when its text is still open and not the present one."""
    wanted = request.GET.get("version", "")
    for one in versions:
        if str(one["row"].seq) == wanted and one["is_open"] and not one["is_current"]:
            return one["row"]
    return None


def proof(found: Displayed, leaf_index: int | None) -> dict[str, Any]:
    """What the proof card shows; no index until a signed head covers the leaf."""
    head = ledger.head()
    return {
        "index": leaf_index if leaf_index is not None and leaf_index < head.size else None,
        "version": found.version,
        "root": queries.root_of(head),
        "download_url": f"/api/v1/records/{found.ref}/proof/?format=tlog-proof",
        "how_url": reverse("portal:ledger") + "#verify",
    }


def citation(found: Displayed) -> str:
    """How to cite the record as it stands today."""
    return _(
        "%(body)s: %(title)s. %(kind)s %(ref)s, version %(version)d of %(day)s, read %(today)s."
    ) % {
        "body": found.organisation_name,
        "title": found.title,
        "kind": labels.kind(found.kind),
        "ref": found.ref,
        "version": found.version,
        "day": _dates.long_date(found.updated_at, with_weekday=False),
        "today": _dates.long_date(clock.today(), with_weekday=False),
    }


@require_safe
def evidence(request: HttpRequest, ref: str, file_id: UUID) -> HttpResponseBase:
    """A file that the displayed document names, never kept by caches; anything else is 404."""
    found = selectors.lookup(ref)
    file = (
        queries.evidence_file(found.document, str(file_id))
        if isinstance(found, Displayed)
        else None
    )
    if file is None:
        raise Http404
    return responses.attachment(file)
