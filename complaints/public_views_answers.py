"""`/answers/` and `/complaints/statistics/`: what the public learns of complaints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from complaints import selectors_statistics as figures
from complaints.services.public_answers import KIND
from credit_portal.imports.tables import CSV_TYPE, write_csv
from credit_portal.publishing.selectors import lookup, published
from integrity_files.codes import BreachCategory
from integrity_files.listing import asked_of, chosen, keyset_page


@never_cache
@require_safe
def answers(request: HttpRequest) -> HttpResponseBase:
    """Answers on display, the newest first; `?category=` narrows them."""
    asked = asked_of(request, ("category",))
    rows = chosen(published(KIND), asked, category=BreachCategory.values)
    context = {
        "page": keyset_page(request, rows, ("published_at", "ref")),
        "categories": BreachCategory.choices,
        "here": "answers",
        **asked,
    }
    return render(request, "complaints/answers.html", context)


@never_cache
@require_safe
def answer(request: HttpRequest, ref: str) -> HttpResponseBase:
    """One answer: its page among the records, where its proof and its end are told too."""
    found = lookup(ref.upper())
    if found is None or found.kind != KIND:
        raise Http404
    return redirect("portal:record", found.ref)


@never_cache
@require_safe
def statistics(request: HttpRequest) -> HttpResponseBase:
    """Figures up to the last quarter; `?format=csv` downloads all tables."""
    found = figures.tables()
    if request.GET.get("format") == "csv":
        response = HttpResponse(write_csv(_headers(), _lines(found)), content_type=CSV_TYPE)
        response["Content-Disposition"] = 'attachment; filename="complaints.csv"'
        return response
    context: dict[str, Any] = {
        "tables": found, "told": any(one.lines for one in found), "until": figures.until(),
        "few": figures.FEW, "comparable": figures.COMPARABLE, "here": "complaint_figures",
    }  # fmt: skip
    return render(request, "complaints/statistics.html", context)


def _headers() -> list[str]:
    return [_("Table"), pgettext("statistics", "Code"), _("Name"), _("Number"), _("Of")]


def _lines(tables: Iterable[figures.Table]) -> Iterator[list[Any]]:
    for one in tables:
        for line in one.lines:
            told = "" if line.n is None else line.n
            yield [one.name, line.code, line.label, told, line.total]
