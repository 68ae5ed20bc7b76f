"""Charts of the public pages: shapes on a scale of 0 to 100, with the figures of their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from credit_portal.common import clock
from credit_portal.common.templatetags.ui import OUTCOMES
from credit_portal.portal import labels, queries
from credit_portal.portal.comparison import Tally
from credit_portal.publishing import tallies

#: Quarters that a chart shows, this one the last.
QUARTERS = 8
#: What is stacked, from the ground up: class, label, outcomes.
STACK: tuple[tuple[str, str | Promise, tuple[str, ...]], ...] = (
    ("k", OUTCOMES["kept"], ("kept",)),
    ("l", OUTCOMES["kept_late"], ("kept_late",)),
    ("p", OUTCOMES["partly_kept"], ("partly_kept",)),
    ("b", OUTCOMES["broken"], ("broken",)),
    ("u", OUTCOMES["not_reported"], ("not_reported",)),
    ("c", gettext_lazy("Lawfully ended"), ("changed_lawfully", "withdrawn_lawfully", "void")),
    ("o", OUTCOMES["open"], ("open",)),
)
Cells = Mapping[str, Counter[str]]


def of_city() -> dict[str, Any]:
    """Outcomes of all commitments by the quarter in which they fell due."""
    return over_time(tallies.by_quarter(queries.COMMITMENT), reverse("portal:commitments"), {})


def of_bodies(keys: Iterable[Any], narrowing: Mapping[str, str]) -> dict[str, Any]:
    """The same of some bodies; its numbers narrow the list of the page on which it stands."""
    cells = tallies.by_quarter(queries.COMMITMENT, keys)
    return over_time(cells, "", {"kind": queries.COMMITMENT, **narrowing}, "#records")


def over_time(
    cells: Cells, address: str, narrowing: Mapping[str, str], anchor: str = ""
) -> dict[str, Any]:
    """Columns of a stacked chart, oldest first, and the rows of its table with their lists.

    Commitments without a due day, and those due in quarters to come, stand in none.
    """
    codes = _since_first(quarters(), cells)
    top = max((_stacked(cells.get(code, Counter())) for code in codes), default=0)
    return {
        "top": top,
        "legend": [{"css": css, "label": label} for css, label, _codes in STACK],
        "columns": [_column(code, cells.get(code, Counter()), top) for code in codes],
        "rows": [
            _row(code, cells.get(code, Counter()), address, narrowing, anchor)
            for code in reversed(codes)
        ],
    }


def _since_first(codes: list[str], cells: Cells) -> list[str]:
    """Without the quarters before anything fell due, but never fewer than a year."""
    begun = next((at for at, code in enumerate(codes) if _stacked(cells.get(code, Counter()))), 0)
    return codes[min(begun, len(codes) - 4) :]


def quarters(count: int = QUARTERS) -> list[str]:
    """The codes of the last quarters, today's the last: "2026-4"."""
    today = clock.today()
    last = 4 * today.year + (today.month - 1) // 3
    return [f"{number // 4}-{number % 4 + 1}" for number in range(last - count + 1, last + 1)]


def _sums(counts: Counter[str]) -> list[int]:
    return [sum(counts[code] for code in codes) for _css, _label, codes in STACK]


def _stacked(counts: Counter[str]) -> int:
    return sum(_sums(counts))


def _column(code: str, counts: Counter[str], top: int) -> dict[str, Any]:
    """Rectangles of one quarter, each as parts of a hundred from the top of the field."""
    parts, level = [], 100.0
    for (css, _label, _codes), n in zip(STACK, _sums(counts), strict=True):
        height = 100 * n / top if top else 0.0
        level -= height
        if n:
            parts.append({"css": css, "y": f"{max(level, 0):.2f}%", "height": f"{height:.2f}%"})
    year, _dash, quarter = code.partition("-")
    return {"year": year, "quarter": quarter, "total": _stacked(counts), "parts": parts}


def _row(
    code: str, counts: Counter[str], address: str, narrowing: Mapping[str, str], anchor: str
) -> dict[str, Any]:
    def to(**more: Any) -> str:
        query = urlencode({**narrowing, "quarter": code, **more}, doseq=True)
        return f"{address}?{query}{anchor}"

    sums = _sums(counts)
    return {
        "label": labels.quarter(code),
        "total": sum(sums),
        "url": to(),
        "cells": [
            {"label": label, "n": n, "url": to(outcome=list(codes)) if n else ""}
            for (_css, label, codes), n in zip(STACK, sums, strict=True)
        ],
    }


def interval(sample: Tally) -> str:
    """The 95 per cent interval of a rate in per cent, such as 62–81%; "" without a sample."""
    if sample.interval is None:
        return ""
    low, high = sample.interval
    return f"{100 * low:.0f}–{100 * high:.0f}%"
