"""The page of one record, the account of a removed one, and its evidence."""

from typing import Any
from urllib.parse import urlencode
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
from credit_portal.portal import articles, breaches, labels, queries, verification
from credit_portal.portal.caching import public_page
from credit_portal.publishing import documents, selectors
from credit_portal.publishing.models import Disclosure, Displayed
from credit_portal.publishing.models.article import KIND as ARTICLE

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
    if found.kind == ARTICLE:
        shown = {**context(request, found), **articles.beside(found)}
        return render(request, "portal/article.html", shown)
    return render(request, "portal/record.html", context(request, found))


def context(request: HttpRequest, found: Displayed) -> dict[str, Any]:
    """What the record page shows beside the document itself."""
    versions: list[dict[str, Any]] = [
        {"row": one, "is_open": hasattr(one, "opening"), "is_current": one.seq == found.version}
        for one in selectors.versions(found.rec)[::-1]
    ]
    shown = earlier(request, versions)
    address = request.build_absolute_uri(reverse("portal:record", args=[found.ref]))
    number = shown.seq if shown else found.version
    current = next((one["row"] for one in versions if one["is_current"]), None)
    return {
        "record": found,
        "doc": shown.opening.document if shown else found.document,
        "earlier": shown,
        "kind_name": labels.kind(found.kind),
        "sector_name": labels.sector(found.sector),
        "category_name": labels.category(found.category),
        "versions": versions,
        "proof": proof(found, shown or current),
        "address": address,
        "permalink": f"{address}?version={number}",
        "gone": gone(request, versions),
        "citation": citation(found),
        "reference_entry": reference_entry(found, f"{address}?version={found.version}"),
        "digest": documents.document_sha(shown.opening.document if shown else found.document),
        "summary": summary(found),
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


def gone(request: HttpRequest, versions: list[dict[str, Any]]) -> Any:
    """The version `?version=` asks for, when its text is public no more."""
    wanted = request.GET.get("version", "")
    for one in versions:
        if str(one["row"].seq) == wanted and not one["is_open"]:
            return one["row"]
    return None


def proof(found: Displayed, version: Disclosure | None) -> dict[str, Any]:
    """What the proof card shows of the version that the page shows, None when it is not known; no
    index until a signed head covers its leaf."""
    head = ledger.head()
    card: dict[str, Any] = {
        "index": None,
        "ref": found.ref,
        "version": found.version,
        "root": queries.root_of(head),
        "how_url": reverse("portal:ledger") + "#verify",
    }
    if version is None or version.leaf_index >= head.size:
        return card
    digest = verification.digest_of(version)
    door = f"/api/v1/records/{found.ref}/proof/?"
    number = f"&version={version.seq}" if version.seq != found.version else ""
    asked = urlencode({"r": found.ref, "v": version.seq, "h": digest})
    return card | {
        "index": version.leaf_index,
        "version": version.seq,
        "digest": digest,
        "download_url": f"{door}format=tlog-proof{number}",
        "document_url": f"{door}format=json{number}",
        "document_name": f"{found.ref}-v{version.seq}.json",
        "verify_url": f"{reverse('portal:verify')}?{asked}",
        "qr_url": f"{reverse('verify-qr')}?{asked}",
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


def reference_entry(found: Displayed, permalink: str) -> str:
    """The record as an entry of a list of references after GB/T 7714-2015, 8.8 (electronic
    resources): author. title[EB/OL]. (day of the version)[day read]. address."""
    day = clock.day_of(found.updated_at).isoformat()
    return (
        f"{found.organisation_name}. {found.title}: {found.ref}[EB/OL]. "
        f"({day})[{clock.today().isoformat()}]. {permalink}."
    )


def summary(found: Displayed) -> str:
    """One line for previews in messages and search engines: nothing that the list does not say."""
    parts = [
        found.organisation_name,
        labels.kind(found.kind),
        labels.outcome(found.outcome) if found.outcome else "",
        _("due %(day)s") % {"day": _dates.long_date(found.due_on, with_weekday=False)}
        if found.due_on
        else "",
        found.ref,
    ]
    return " · ".join(part for part in parts if part)


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
