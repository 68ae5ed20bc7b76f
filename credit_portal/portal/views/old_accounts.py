"""The register of old accounts: sheets of bodies and the commitments that grew out of them."""

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from credit_portal.portal import queries
from credit_portal.portal.caching import public_page
from credit_portal.portal.labels import old_band, old_state
from credit_portal.publishing.selectors import published

KIND = "old_account"
STATES = ("open", "accepted", "settled", "ended", "contested", "upheld", "silent", "closed")
LATEST = 30


@public_page
def register(request: HttpRequest) -> HttpResponseBase:
    """Figures over all bodies, one line per body, and what was registered last."""
    sheets = [_line(one) for one in published(KIND).order_by("organisation_name_zh", "ref")]
    counts: Counter[str] = Counter()
    ages: Counter[str] = Counter()
    for one in sheets:
        counts.update(one["counts"])
        ages.update({age["band"]: age["count"] for age in one["ages"]})
    context = {
        "figures": _figures(sheets, counts),
        "sheets": sheets,
        "states": [(name, old_state(name)) for name in STATES],
        "ages": _shares(ages),
        "registered": _registered(),
        "campaigns": list(published("campaign").defer("document", "search_text")[:LATEST]),
        "terms": [],
        "at": None,
        "here": "old_accounts",
    }
    return render(request, "portal/old_accounts.html", context)


def _line(shown: Any) -> dict[str, Any]:
    """One body: its counts in the order of the table's columns."""
    document = shown.document
    counts = document["counts"]
    return {
        "ref": shown.ref,
        "slug": shown.organisation_slug,
        "name": shown.organisation_name,
        "received": document["received"],
        "counts": counts,
        "ages": document["ages"],
        "cells": [(old_state(name), counts.get(name, 0)) for name in STATES],
    }


def _figures(sheets: list[dict[str, Any]], counts: Counter[str]) -> list[dict[str, Any]]:
    received = sum(one["received"] for one in sheets)
    names = ("accepted", "settled", "contested", "silent")
    first = {"value": str(received), "label": old_state("received"), "base": ""}
    tone = {"silent": "bad"}
    return [
        first,
        *(
            {
                "value": str(counts[name]),
                "label": old_state(name),
                "tone": tone.get(name, "") if counts[name] else "",
                "base": "",
            }
            for name in names
        ),
    ]


def _shares(ages: Counter[str]) -> list[dict[str, Any]]:
    """Age bands, the youngest first, each with its share of the largest for the bar."""
    most = max(ages.values(), default=0)
    bands = sorted(ages, key=lambda band: int(band.split("-")[0]))
    return [
        {"label": old_band(band), "count": ages[band], "width": f"{100 * ages[band] / most:.1f}"}
        for band in bands
    ]


def _registered() -> list[Any]:
    """Commitments that grew out of old accounts, the newest first."""
    rows = published(queries.COMMITMENT).filter(row__contains='"origin":"old_account"')
    return list(rows.defer("document", "search_text")[:LATEST])
