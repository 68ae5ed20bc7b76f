"""Bodies: the tree with a search, and the page of each."""

import csv
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from credit_portal.directory.models import Organisation
from credit_portal.imports.tables import guard
from credit_portal.portal import (
    breaches,
    calendar,
    charts,
    comparison,
    feeds,
    filters,
    listing,
    paging,
    queries,
    rates,
    tree,
)
from credit_portal.portal.caching import public_page
from credit_portal.publishing import search
from credit_portal.publishing.models import Displayed

#: So many bodies stand in the table below the tree; all of them on their board, page by page.
SHOWN = 50
#: So many answers of a search.
FOUND = 200


@public_page
def organisations(request: HttpRequest) -> HttpResponseBase:
    """All bodies as a tree, or those a search finds; how each kept its word, also as CSV."""
    asked = filters.read(request.GET)
    if request.GET.get("format") == "csv":
        return rates_csv(rates.by_body())
    shown = {"found": _found(asked.q)} if asked.q.strip() else _all()
    context = {"q": asked.q, **shown, "comparable": rates.COMPARABLE, "here": "organisations"}
    return render(request, "portal/organisations.html", context)


def _all() -> dict[str, Any]:
    """The tree of all active bodies, how governments kept their word, and the first bodies."""
    ground = rates.ground()
    return {
        "tree": tree.build(ground.places, ground.records),
        "rates": rates.by_government(ground),
        "bodies": rates.by_body(ground)[:SHOWN],
    }


def _found(text: str) -> list[dict[str, Any]]:
    """Rows of a search: body, records, and the former name by which it was found."""
    bodies = queries.bodies(text, FOUND)
    rows, counts = queries.with_former(bodies, text), queries.records_by_body(bodies)
    return [{**row, "n": counts.get(row["body"].pk, 0)} for row in rows]


def rates_csv(rows: list[dict[str, Any]]) -> HttpResponse:
    """Outcome counts per body; UTF-8 with a mark, so that spreadsheets read the Chinese."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="outcomes-by-body.csv"'
    writer = csv.writer(response)
    writer.writerow(["slug", "name_zh", "name_en", *queries.DETERMINED, "total"])
    for row in rows:
        names = [guard(row[name]) for name in ("slug", "name_zh", "name_en")]
        counts = [row.get(code, 0) for code in queries.DETERMINED]
        writer.writerow([*names, *counts, row["total"]])
    return response


@public_page
def organisation(request: HttpRequest, address: str) -> HttpResponseBase:
    """A body: its records, how many had which outcome, its names over time, what stands below."""
    body = queries.body_at(address)
    if body.slug != address:
        return redirect("portal:organisation", body.slug, permanent=True)
    subtree, inherited = request.GET.get("all") == "1", request.GET.get("inherited") == "1"
    rows = queries.records_of(body, subtree, inherited)
    if request.GET.get("format") == "atom":
        return feeds.answer(request, rows, str(body))
    context = body_context(request, body, rows, "inherited" if inherited else "all" * subtree)
    return render(request, "portal/organisation.html", context)


@public_page
def due_dates(request: HttpRequest, address: str) -> HttpResponseBase:
    """The body's public due dates as a calendar to subscribe to."""
    body = queries.body_at(address)
    if body.slug != address:
        return redirect("portal:organisation-due", body.slug, permanent=True)
    return calendar.answer(request, queries.records_of(body, False), str(body))


def body_context(
    request: HttpRequest, body: Organisation, rows: "QuerySet[Displayed]", which: str
) -> dict[str, Any]:
    """Facts, outcomes, history and one page of records; `which` of them is a parameter, or ""."""
    asked = filters.read(request.GET)
    extra = {which: "1"} if which else {}
    history, below = queries.history_of(body), list(queries.below(body))
    places = queries.districts([asked.single.get("district", "")])
    page = paging.paginate(
        search.where_of(filters.apply(rows, asked)), request.GET.get("cursor", ""),
        lambda cursor: asked.query(cursor=cursor, **extra), question=asked.question,
    )  # fmt: skip
    return {
        "body": body,
        "page": page,
        **_outcomes(body, rows, which, asked),
        "names": queries.names_of(body),
        "posts": queries.public_posts(body),
        "below": tree.children(below, queries.records_by_body(below), rates.of_bodies(below)),
        "breaches": breaches.of_body(body),
        **history,
        "inherited": queries.inherited_table(body, history["predecessors"]),
        "only_inherited": which == "inherited",
        "subtree": which == "all",
        "chips": listing.chips(asked, listing.names_of({}, places), extra),
        "terms": [],
        "at": None,
        "asked": asked,
        "here": "organisations",
    }


def _outcomes(
    body: Organisation, rows: "QuerySet[Displayed]", which: str, asked: filters.Filters
) -> dict[str, Any]:
    """What became of the commitments: tally with its sample and interval, and over time."""
    extra = {which: "1"} if which else {}
    keys = queries.keys_of(body, which == "all")
    counts = (
        queries.outcome_counts(rows.filter(kind=queries.COMMITMENT))
        if which == "inherited"
        else queries.outcomes_of(keys)
    )
    sample = comparison.tally(counts)
    return {
        "tally": tree.tally(counts, asked, extra),
        "sample": sample,
        "percent": "" if sample.rate is None else f"{float(100 * sample.rate):.1f}%",
        "interval": charts.interval(sample),
        "comparable": rates.COMPARABLE,
        "chart": None if which == "inherited" else charts.of_bodies(keys, extra),
    }
