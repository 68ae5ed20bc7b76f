"""`/breaches/statistics/`: figures of breach records, objections and repair, each as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credit_portal.common import clock
from credit_portal.imports.tables import CSV_TYPE, write_csv
from integrity_files import selectors_statistics as selectors

#: Parameter of the public list that each table leads to.
LEADS_TO = ("category", "severity", "sector", "district")


@never_cache
@require_safe
def statistics(request: HttpRequest) -> HttpResponseBase:
    """What is on display and what became of the rest; `?format=csv` downloads all tables."""
    objections, repairs = selectors.objections(), selectors.repairs()
    tables = _tables(objections, repairs)
    if request.GET.get("format") == "csv":
        response = HttpResponse(write_csv(_headers(), _lines(tables)), content_type=CSV_TYPE)
        response["Content-Disposition"] = 'attachment; filename="breaches.csv"'
        return response
    context = {
        "tables": tables,
        "today": clock.today(),
        "total": tables[0]["total"],
        "objections": objections,
        "repairs": repairs,
        "comparable": selectors.COMPARABLE,
        "here": "breaches",
    }
    return render(request, "integrity_files/statistics.html", context)


def _tables(objections: dict[str, Any], repairs: dict[str, Any]) -> list[dict[str, Any]]:
    shown = selectors.on_display()
    return [
        _table("category", _("By category of the breach"), shown["category"]),
        _table("severity", _("By severity"), shown["severity"]),
        _table("sector", _("By field of activity"), shown["sector"]),
        _table("district", _("By district"), shown["district"]),
        _table("month", _("By month of first publication"), selectors.by_month()),
        _table("ended", _("Why records left the display"), selectors.ended()),
        _table("objections", _("How objections were decided"), objections["decided"]),
        _table("appeals", _("How appeals were decided"), objections["appeals"]),
        _table("repairs", _("How applications for repair were decided"), repairs["decided"]),
    ]


def _table(name: str, title: str, lines: list[selectors.Line]) -> dict[str, Any]:
    total = lines[0].total if lines else 0
    parameter = name if name in LEADS_TO else ""
    return {"name": name, "title": title, "lines": lines, "total": total, "parameter": parameter}


def _headers() -> list[str]:
    return [_("Table"), _("Code"), _("Name"), _("Number"), _("Of")]


def _lines(tables: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for one in tables:
        for line in one["lines"]:
            yield [one["name"], line.code, line.label, line.n, line.total]
