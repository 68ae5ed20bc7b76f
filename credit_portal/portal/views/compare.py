"""`/records/<ref>/compare/`: two versions of a record side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from credit_portal.portal import differences
from credit_portal.portal.caching import public_page
from credit_portal.publishing import selectors
from credit_portal.publishing.models import Disclosure, Displayed


@public_page
def compare(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The two versions that `old` and `new` name, the last two when they name none; as the record
    page, 410 for a removed record and 404 for one that never was public."""
    found = selectors.lookup(ref.upper())
    if found is None:
        raise Http404
    if found.ref != ref:
        return redirect("portal:compare", found.ref, permanent=True)
    if not isinstance(found, Displayed):
        return render(request, "410.html", {"removal": found}, status=410)
    return render(request, "portal/compare.html", _context(request, found))


def _context(request: HttpRequest, found: Displayed) -> dict[str, Any]:
    versions = selectors.versions(found.rec)
    new = _asked(versions, request.GET.get("new", ""), versions[-1])
    earlier = [one for one in versions if one.seq < new.seq]
    old = _asked(versions, request.GET.get("old", ""), earlier[-1] if earlier else new)
    if old.seq > new.seq:
        old, new = new, old
    missing = [one for one in (old, new) if not hasattr(one, "opening")]
    return {
        "record": found,
        "versions": versions[::-1],
        "old": old,
        "new": new,
        "missing": missing,
        "only_one": len(versions) == 1,
        **({} if missing else _told(old, new)),
        "here": "records",
    }


def _told(old: Disclosure, new: Disclosure) -> dict[str, Any]:
    before, after = old.opening.document, new.opening.document
    rows = differences.rows(before, after)
    changed = [row for row in rows if row.differs]
    others = differences.others(before, after)
    return {
        "changed": changed,
        "same": [row for row in rows if not row.differs],
        "others": others,
        "differing": len(changed) + len(others),
    }


def _asked(versions: list[Disclosure], number: str, otherwise: Disclosure) -> Disclosure:
    """The version of that number, or another one where there is none."""
    return next((one for one in versions if str(one.seq) == number), otherwise)
