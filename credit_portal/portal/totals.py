"""Exact totals of long lists, from the stored counts: the number that boards and home link to."""

from collections import Counter
from typing import Any

from credit_portal.portal import filters, queries
from credit_portal.portal.filters import Filters
from credit_portal.portal.queries import Counted
from credit_portal.publishing import tallies
from credit_portal.publishing.tallies import Dimension

DIMENSIONS = {
    "district": Dimension.DISTRICT, "body": Dimension.BODY, "sector": Dimension.SECTOR,
    "category": Dimension.CATEGORY,
}  # fmt: skip


def exact(kind: str, asked: Filters) -> Counted | None:
    """How many records of a kind answer the question; None where stored counts cannot say it:
    words, due windows and their order, and more than one of DIMENSIONS."""
    narrowed = {name: value for name, value in asked.single.items() if name != "kind"}
    if asked.q or asked.due or asked.sort == "due" or asked.single.get("kind", kind) != kind:
        return None
    if len(narrowed) > 1 or not set(narrowed) <= set(DIMENSIONS):
        return None
    if asked.quarter:
        if narrowed or asked.year:
            return None
        counts = tallies.by_quarter(kind).get(asked.quarter, Counter())
    else:
        counts = _counts(kind, narrowed, asked.year)
    codes = asked.outcomes or tuple(counts)
    number = sum(counts[code] for code in codes)
    return Counted(number, False, sampled=number > queries.CAP)


def _counts(kind: str, narrowed: dict[str, Any], year: int | None) -> Counter[str]:
    found: Counter[str] = Counter()
    name, value = next(iter(narrowed.items()), ("", ""))
    keys = [str(filters.body_at(value)) if name == "body" else value] if name else None
    dimension = DIMENSIONS.get(name, Dimension.DISTRICT)
    for counts in tallies.by_key(dimension, kind, year=year, keys=keys).values():
        found.update(counts)
    return found
