"""Lists: search, all records, the board of commitments; each also as Atom and CSV."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from credit_portal.common import frames
from credit_portal.common.i18n import address_of
from credit_portal.portal import (
    breaches,
    direct,
    feeds,
    filters,
    formats,
    listing,
    paging,
    queries,
)
from credit_portal.portal.caching import public_page
from credit_portal.publishing import selectors
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.search import Order

FACETS = ("kind", "outcome", "sector", "severity", "body", "district", "year")
#: What head and frame of a list say.
FIXED = ("title", "here")
BOARD = ("outcome", "sector", "category", "body", "district", "year")


def other_form(
    request: HttpRequest, rows: "QuerySet[Displayed]", title: str
) -> HttpResponseBase | None:
    """The answer as Atom or CSV where `format` asks for one."""
    form = request.GET.get("format")
    if form == "atom":
        return feeds.answer(request, rows, title)
    if form == "csv":
        asked = filters.read(request.GET)
        order = Order(*paging.ORDERS[asked.sort])
        return formats.table(request, filters.apply(rows, asked), asked.question, order)
    return None


@public_page
def search(request: HttpRequest) -> HttpResponseBase:
    """Everything published that contains all the words; asked with `go` by the home page, a
    reference or the code of a body leads straight to its page."""
    if "go" in request.GET and (straight := direct.destination(request.GET.get("q", ""))):
        return redirect(straight)
    rows = selectors.published()
    title = _("Search: %(q)s") % {"q": filters.read(request.GET).q}
    other = other_form(request, rows, title)
    if other is not None:
        return other
    context = listing.build(request, rows, FACETS, name="records")
    context |= _beside(context["asked"])
    return frames.render(request, "portal/search.html", context, ())


def _beside(asked: filters.Filters) -> dict[str, Any]:
    """Besides records: bodies of that name, a reference that is no longer on display."""
    if not asked.q:
        return {"bodies": [], "removed": None}
    reference = asked.question.reference
    found = selectors.lookup(reference) if reference else None
    return {
        "bodies": queries.bodies_named(asked.q, 5),
        "removed": found if found is not None and not isinstance(found, Displayed) else None,
    }


@public_page
def records(request: HttpRequest) -> HttpResponseBase:
    """All records of every kind, the newest first."""
    rows = selectors.published()
    other = other_form(request, rows, _("All records"))
    if other is not None:
        return other
    context = listing.build(request, rows, FACETS, name="records")
    context |= {"here": "records", **_records_page()}
    return frames.render(request, "portal/records.html", context, FIXED)


def _records_page() -> dict[str, str]:
    return {
        "title": _("All records"),
        "intro": _("Everything that is on display, the newest first."),
        "action": address_of("portal:records"),
    }


@public_page
def commitments(request: HttpRequest) -> HttpResponseBase:
    """The board of commitments: who promised what, by when, and what became of it."""
    rows = selectors.published(queries.COMMITMENT)
    other = other_form(request, rows, _("Commitments"))
    if other is not None:
        return other
    context = listing.build(request, rows, BOARD, queries.COMMITMENT, "commitments")
    context |= _board(context["asked"])
    return frames.render(request, "portal/records.html", context, FIXED)


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
        "action": address_of("portal:commitments"),
        "windows": [
            {"label": label, "url": asked.query(due=code, sort=""), "chosen": asked.due == code}
            for code, label in windows
        ],
    }


@public_page
def breach_records(request: HttpRequest) -> HttpResponseBase:
    """Breach records of bodies: by category, severity, field, body, state; newest first."""
    asked, form = breaches.read(request.GET), request.GET.get("format")
    if form in ("atom", "csv"):
        rows = breaches.apply(selectors.published(breaches.BREACH), asked)
        if form == "atom":
            return feeds.entries(request, rows, asked.question, _("Breach records"))
        return formats.table(request, rows, asked.question, Order(*paging.ORDERS[asked.sort]))
    return frames.render(request, "portal/breaches.html", breaches.build(request), FIXED)


@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """The newest records as Atom."""
    return feeds.answer(request, selectors.published(), _("All records"))
