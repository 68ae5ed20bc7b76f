"""`/commitments/incentives/`: what bodies offer to firms, and where districts outbid each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.imports.tables import CSV_TYPE, write_csv
from credit_portal.portal import incentives, labels
from credit_portal.portal.caching import public_page
from credit_portal.portal.incentives import Offer

#: Offers on one page, and contests above them; the CSV has all offers.
SIZE = 50
WIDEST = 20


@public_page
def register(request: HttpRequest) -> HttpResponseBase:
    """A page of the register with its filters in the address; `format=csv` answers the whole."""
    found, filters = incentives.offers(), incentives.asked(request.GET)
    rows = incentives.chosen(found, filters)
    if request.GET.get("format") == "csv":
        return _csv(rows)
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "number": page.number,
        "pages": page.paginator.num_pages,
        "next_url": _page(filters, page.number + 1) if page.has_next() else "",
        "previous_url": _page(filters, page.number - 1) if page.has_previous() else "",
        "offers": len(rows),
        "total": len(found),
        "filters": filters,
        "choices": incentives.choices(found, filters),
        **_contests(rows, page.number == 1),
        "csv_url": incentives.address(filters, format="csv"),
        "here": "commitments",
    }
    return render(request, "portal/incentives.html", context)


def _page(filters: dict[str, str], number: int) -> str:
    return incentives.address(filters, page=str(number))


def _contests(rows: list[Offer], is_first: bool) -> dict[str, Any]:
    """On the first page, where districts outbid each other: the widest apart, of how many."""
    found = incentives.contests(rows) if is_first else []
    return {"contests": found[:WIDEST], "contested": len(found), "widest": WIDEST}


def _csv(rows: Iterable[Offer]) -> HttpResponse:
    headers = [
        _("District"), _("Public body"), _("What is offered"), _("Industry"), _("Firms"),
        _("Stated in"), _("At most"), _("Terms"), _("Outcome"),
        _("Parts of the check not recorded"), _("Reference"), _("Title"),
    ]  # fmt: skip
    response = HttpResponse(write_csv(headers, _lines(rows)), content_type=CSV_TYPE)
    response["Content-Disposition"] = 'attachment; filename="incentives.csv"'
    return response


def _lines(rows: Iterable[Offer]) -> Iterator[list[Any]]:
    for one in rows:
        unit = _("Per cent") if one.terms["measure"] == "percent" else _("Yuan")
        yield [
            one.district_name, one.body, one.name("kind"), one.name("industry"), one.name("firm"),
            unit, one.terms["value"], localized(one.terms, "terms"), labels.outcome(one.outcome),
            one.unrecorded, one.ref, one.title,
        ]  # fmt: skip
