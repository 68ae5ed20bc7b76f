"""`/boards/`: how the city kept its word, by district, body, field, sector and category."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.imports.tables import CSV_TYPE, write_csv
from credit_portal.portal import boards, breaches, charts, queries, rates
from credit_portal.portal.boards import Asked, Column, Line
from credit_portal.portal.caching import public_page
from credit_portal.publishing import tallies

#: Lines of one page, and bars of its chart.
SIZE = 50
BARS = 20


@public_page
def overview(request: HttpRequest) -> HttpResponse:
    """All boards, the outcomes of the city over time, and its breach records by severity."""
    found = tallies.total(breaches.BREACH)
    context = {
        "boards": boards.BOARDS.values(),
        "chart": charts.of_city(),
        "severities": [
            {"code": one.code, "label": one.label, "n": found[one.code]}
            for one in boards.BREACH_COLUMNS
            if one.narrowing
        ],
        "breaches": sum(found.values()),
        "comparable": rates.COMPARABLE,
        "here": "boards",
    }
    return render(request, "portal/boards.html", context)


@public_page
def board(request: HttpRequest, by: str) -> HttpResponseBase:
    """One board with its filters in the address; `format=csv` or `json` answers its figures."""
    if by not in boards.BOARDS:
        raise Http404
    asked = boards.read(by, request.GET)
    lines = boards.lines(asked)
    wanted = request.GET.get("format", "")
    if wanted == "csv":
        return _csv(asked, lines)
    if wanted == "json":
        return JsonResponse(_json(asked, lines), json_dumps_params={"ensure_ascii": False})
    page = Paginator(lines, SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/board.html", _context(asked, lines, page))


def _context(asked: Asked, lines: list[Line], page: Any) -> dict[str, Any]:
    is_promises = asked.kind == queries.COMMITMENT
    return {
        "asked": asked,
        "boards": boards.BOARDS.values(),
        "page": page,
        "rows": [_row(asked, line) for line in page],
        "heads": _heads(asked),
        "rate_label": rate_label(),
        "name_url": _sort(asked, boards.NAME),
        "bars": [_bar(asked, line) for line in lines if not line.few][:BARS]
        if is_promises
        else [],
        "is_promises": is_promises,
        "kinds": [
            {"code": code, "label": boards.KINDS[code], "chosen": code == asked.kind}
            for code in asked.board.kinds
        ],
        "years": tallies.years(asked.kind),
        "csv_url": asked.address(format="csv"),
        "json_url": asked.address(format="json"),
        "comparable": rates.COMPARABLE,
        "here": "boards",
    }  # fmt: skip


def _heads(asked: Asked) -> list[dict[str, Any]]:
    """Heads of the columns, each the address that sorts by it, or turns the order round."""
    columns: list[tuple[str, Any]] = [(one.code, one.label) for one in asked.columns]
    if asked.kind == queries.COMMITMENT:
        columns.append((boards.RATE, rate_label()))
    return [
        {"label": label, "url": _sort(asked, code), "chosen": code == asked.sort}
        for code, label in columns
    ]


def rate_label() -> str:
    """How the column of rates is called."""
    return _("Rate, 95% interval")


def _sort(asked: Asked, code: str) -> str:
    turned = code == asked.sort and not asked.rising
    return asked.address(sort=code, order="asc" if turned else "")


def _row(asked: Asked, line: Line) -> dict[str, Any]:
    sample = line.tally
    return {
        "line": line,
        "cells": [_cell(asked, line, column) for column in asked.columns],
        "rate": "" if sample.rate is None or line.few else f"{float(100 * sample.rate):.1f}%",
        "interval": "" if line.few else charts.interval(sample),
        "few": line.few,
    }


def _cell(asked: Asked, line: Line, column: Column) -> dict[str, Any]:
    n = column.count(line)
    url = address(asked, line, column) if n and line.value else ""
    return {"label": column.label, "n": n, "url": url, "tone": column.tone if n else ""}


def address(asked: Asked, line: Line, column: Column) -> str:
    """The list of exactly the records that a cell counts."""
    pairs = {asked.board.parameter: line.value, **column.narrowing}
    if asked.year:
        pairs["year"] = asked.year
    return f"{reverse(boards.LISTS[asked.kind])}?{urlencode(pairs, doseq=True)}"


def _bar(asked: Asked, line: Line) -> dict[str, Any]:
    """A line as the rate bars want it."""
    counts = {code: line.counts[code] for code in queries.DETERMINED}
    total = next(column for column in asked.columns if column.code == "determined")
    url = line.page or (address(asked, line, total) if line.value else "")
    return {**counts, "label": line.name, "url": url, "few": line.few}


def _figures(asked: Asked, line: Line) -> dict[str, Any]:
    """A line as data; shares with four decimals, None for what is not there."""
    found: dict[str, Any] = {
        "key": line.value, "name_zh": line.name_zh, "name_en": line.name_en,
        **{column.code: column.count(line) for column in asked.columns},
    }  # fmt: skip
    if asked.kind == queries.COMMITMENT:
        sample = line.tally
        low, high = sample.interval or (None, None)
        found |= {
            "rate": None if sample.rate is None else round(float(sample.rate), 4),
            "interval_low": None if low is None else round(low, 4),
            "interval_high": None if high is None else round(high, 4),
            "comparable": not line.few,
        }
    return found


def _json(asked: Asked, lines: list[Line]) -> dict[str, Any]:
    return {
        "board": asked.board.code, "kind": asked.kind, "year": asked.year,
        "comparable_from": rates.COMPARABLE,
        "lines": [_figures(asked, line) for line in lines],
    }  # fmt: skip


def _csv(asked: Asked, lines: list[Line]) -> HttpResponse:
    heads = list(_figures(asked, boards.NOTHING))
    response = HttpResponse(write_csv(heads, _values(asked, lines)), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="board-{asked.board.code}.csv"'
    return response


def _values(asked: Asked, lines: list[Line]) -> Iterator[list[Any]]:
    for line in lines:
        yield ["" if one is None else one for one in _figures(asked, line).values()]
