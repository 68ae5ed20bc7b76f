"""Lists: search, all records, the board of commitments; each also as an Atom feed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.portal import breaches, direct, feeds, filters, listing, queries
from credit_portal.portal.caching import public_page
from credit_portal.publishing import selectors
from credit_portal.publishing.models import Displayed


@public_page
def search(request: HttpRequest) -> HttpResponseBase:
    """Everything published that contains all the words; asked with `go` by the home page, a
    reference or the code of a body leads straight to its page."""
    if "go" in request.GET and (straight := direct.destination(request.GET.get("q", ""))):
        return redirect(straight)
    rows = selectors.published()
    if request.GET.get("format") == "atom":
        return feeds.answer(request, rows, _("Search: %(q)s") % {"q": filters.read(request.GET).q})
    context = listing.build(request, rows, ("kind", "outcome", "sector", "body", "year"))
    return render(request, "portal/search.html", {**context, **_beside(context["asked"])})


def _beside(asked: filters.Filters) -> dict[str, Any]:
    """Besides records: bodies of that name, a reference that is no longer on display."""
    if not asked.q:
        return {"bodies": [], "removed": None}
    found = selectors.lookup(asked.q.upper()) if len(asked.q) <= 24 else None
    return {
        "bodies": queries.bodies_named(asked.q, 5),
        "removed": found if found is not None and not isinstance(found, Displayed) else None,
    }


@public_page
def records(request: HttpRequest) -> HttpResponseBase:
    """All records of every kind, the newest first."""
    rows = selectors.published()
    if request.GET.get("format") == "atom":
        return feeds.answer(request, rows, _("All records"))
    context = listing.build(request, rows, ("kind", "outcome", "sector", "body", "year"))
    return render(request, "portal/records.html", {**context, "here": "records", **_records_page()})


def _records_page() -> dict[str, str]:
    return {
        "title": _("All records"),
        "intro": _("Everything that is on display, the newest first."),
        "action": reverse("portal:records"),
    }


@public_page
def commitments(request: HttpRequest) -> HttpResponseBase:
    """The board of commitments: who promised what, by when, and what became of it."""
    rows = selectors.published(queries.COMMITMENT)
    if request.GET.get("format") == "atom":
        return feeds.answer(request, rows, _("Commitments"))
    facets = ("outcome", "sector", "category", "body", "year")
    context = listing.build(request, rows, facets, queries.COMMITMENT)
    return render(request, "portal/records.html", {**context, **_board(context["asked"])})


def _board(asked: filters.Filters) -> dict[str, Any]:
    windows = (
        ("", _("All")), ("week", _("Due in 7 days")), ("month", _("Due in 30 days")),
        ("passed", _("Due day passed, not yet determined")),
    )  # fmt: skip
    return {
        "here": "commitments",
        "title": _("Commitments"),
        "intro": _(
            "What bodies and posts promised within their powers, by when, and what became of it. A "
            "passed date is not a verdict: an outcome is determined by two people, with evidence."
        ),
        "action": reverse("portal:commitments"),
        "windows": [
            {"label": label, "url": asked.query(due=code, sort=""), "chosen": asked.due == code}
            for code, label in windows
        ],
    }


@public_page
def breach_records(request: HttpRequest) -> HttpResponseBase:
    """Breach records of bodies: by category, severity, field, body, state; newest first."""
    if request.GET.get("format") == "atom":
        asked = breaches.read(request.GET)
        rows = breaches.apply(selectors.published(breaches.BREACH), asked)
        return feeds.entries(request, rows, _("Breach records"))
    return render(request, "portal/breaches.html", breaches.build(request))


@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """The newest records as Atom."""
    return feeds.answer(request, selectors.published(), _("All records"))
