"""One record as an Atom feed: its versions while it is on display, its removal afterwards."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.portal import feeds, following
from credit_portal.portal.caching import public_page
from credit_portal.publishing import selectors
from credit_portal.publishing.models import Disclosure, Displayed, Removal


@public_page
def record(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Every version as an entry; of a removed record one entry that says when and why it went,
    without title or name. 404 for what was never public."""
    found = selectors.lookup(ref.upper())
    if found is None:
        raise Http404
    if found.ref != ref:
        return redirect("portal:record-feed", found.ref, permanent=True)
    address = request.build_absolute_uri(reverse("portal:record", args=[found.ref]))
    if isinstance(found, Displayed):
        entries = [_version(one, found, address) for one in selectors.versions(found.rec)[::-1]]
        return feeds.framed(request, found.title, address, entries[: feeds.COUNT])
    return feeds.framed(request, found.ref, address, [_removal(found, address)])


def _version(one: Disclosure, shown: Displayed, address: str) -> dict[str, Any]:
    act = _("published") if one.seq == 1 else following.changed(one.act)
    parts = {"title": shown.title, "n": one.seq, "act": act}
    return {
        "title": _("%(title)s: version %(n)d, %(act)s") % parts,
        "link": address,
        "description": localized(one.basis, "name"),
        "unique_id": f"{address}#v{one.seq}",
        "pubdate": one.at,
        "updateddate": one.at,
        "author_name": shown.organisation_name,
    }


def _removal(found: Removal, address: str) -> dict[str, Any]:
    return {
        "title": following.removed(found.ref),
        "link": address,
        "description": localized(found.basis, "name"),
        "unique_id": f"{address}#removed",
        "pubdate": found.removed_at,
        "updateddate": found.removed_at,
    }
