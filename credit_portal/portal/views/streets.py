"""`/streets/`: what streets, towns and townships promise each year, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Division
from credit_portal.imports.tables import CSV_TYPE, write_csv
from credit_portal.portal import comparison, feeds, streets
from credit_portal.portal.caching import public_page
from credit_portal.portal.queries import PUBLIC
from credit_portal.publishing import livelihood
from credit_portal.publishing.models.livelihood import FIELDS
from credit_portal.publishing.selectors import published


def _year(request: HttpRequest) -> int | None:
    given = request.GET.get("year", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) == 4 else None


def _data(request: HttpRequest, found: streets.Scene, units: list[streets.Unit]) -> Any:
    """The comparison as CSV or JSON when asked for; None for the page."""
    wanted, rows = request.GET.get("format", ""), streets.figures(found, units)
    if wanted == "json":
        answer: dict[str, Any] = {"year": found.year, "numbers": vars(found.numbers), "units": rows}
        return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    if wanted == "csv":
        lines = [["" if row[name] is None else row[name] for name in row] for row in rows]
        response = HttpResponse(write_csv(streets.HEADERS, lines), content_type=CSV_TYPE)
        response["Content-Disposition"] = f'attachment; filename="streets-{found.year}.csv"'
        return response
    return None


@public_page
def overview(request: HttpRequest) -> HttpResponseBase:
    """Every unit of the city as a tile by district, and compared within bands of like size."""
    if request.GET.get("format") == "atom":
        return feeds.answer(request, published(streets.SHEET), _("Streets and towns"))
    found = streets.scene(_year(request))
    if (data := _data(request, found, found.units)) is not None:
        return data  # type: ignore[no-any-return]
    context = {
        **_shared(found, found.units),
        "districts": [
            {
                "division": one,
                "units": units,
                "filed": sum(1 for unit in units if unit.filed),
                "count": sum(1 for unit in units if not unit.outside),
            }
            for one in found.districts
            if (units := found.of_district(one.code))
        ],
        "fields": livelihood.fields_on(using=PUBLIC),
    }
    return render(request, "portal/streets.html", context)


def _shared(found: streets.Scene, units: list[streets.Unit]) -> dict[str, Any]:
    return {
        "scene": found,
        "year": found.year,
        "years": found.years,
        "units": units,
        "count": sum(1 for unit in units if not unit.outside),
        "bands": streets.bands(units),
        "filed": sum(1 for unit in units if unit.filed),
        "unfiled": [unit for unit in units if not unit.filed and not unit.outside],
        "undetermined": [unit for unit in units if unit.filed and unit.band == comparison.NONE],
        "numbers": found.numbers,
        "here": "streets",
    }


@public_page
def division(request: HttpRequest, code: str) -> HttpResponseBase:
    """A district with its units, or the sheet of one unit."""
    place = streets.division(code)
    if place.level == Division.Level.STREET:
        return _unit(request, place)
    found = streets.scene(_year(request))
    units = found.of_district(place.code)
    if (data := _data(request, found, units)) is not None:
        return data  # type: ignore[no-any-return]
    codes = [unit.division.code for unit in units]
    context = {
        **_shared(found, units),
        "place": place,
        "total": comparison.summed(unit.tally for unit in units),
        "fields": streets.by_field(codes, found.year),
    }
    return render(request, "portal/streets_district.html", context)


def _unit(request: HttpRequest, place: Division) -> HttpResponseBase:
    rows = published().filter(division_code=place.code)
    if request.GET.get("format") == "atom":
        return feeds.answer(request, rows, place.name_zh)
    found = streets.scene(_year(request))
    unit = next(one for one in found.units if one.division.code == place.code)
    like = [one for one in found.units if one.band == unit.band and one.rank]
    context = {
        "place": place,
        "unit": unit,
        "like": len(like),
        "year": found.year,
        "years": found.years,
        "numbers": found.numbers,
        "fields": streets.fields_of_unit(place.code, found.year),
        "here": "streets",
    }
    return render(request, "portal/streets_unit.html", context)


@public_page
def field(request: HttpRequest, code: str) -> HttpResponseBase:
    """One livelihood field, compared over all units."""
    if code not in FIELDS:
        raise NotFound("field_unknown", _("There is no such livelihood field."))
    found = streets.scene(_year(request), code)
    if (data := _data(request, found, found.units)) is not None:
        return data  # type: ignore[no-any-return]
    named = {row.code: row for row in livelihood.fields_on(using=PUBLIC)}
    units = [unit for unit in found.units if unit.tally.total]
    context = {**_shared(found, units), "field": named[code], "fields": list(named.values())}
    return render(request, "portal/streets_field.html", context)
