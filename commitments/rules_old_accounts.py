"""Age and size of an old account. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

OLDEST = 1949
COMPLETE_WITHIN = 30
"""Calendar days in which a claimant completes what was returned to him (set by this portal)."""


def age(paper_year: int, year: int) -> int:
    """Full calendar years between the year of the document and a year; never negative."""
    return max(0, year - paper_year)


def _band(value: Decimal | int, edges: Sequence[int]) -> str:
    lower = max((edge for edge in edges if edge <= value), default=0)
    above = [edge for edge in edges if edge > lower]
    return f"{lower}-{above[0]}" if above else f"{lower}-"


def age_band(years: int, edges: Sequence[int]) -> str:
    """The band of an age in years: with the edges 3, 5, 10 "0-3", "3-5", "5-10" or "10-"; a lower
    edge belongs to it. The edges are a parameter (`settings.OLD_ACCOUNT_YEARS`)."""
    return _band(years, edges)


def amount_band(amount: Decimal | None, edges: Sequence[int]) -> str:
    """The band of an amount in yuan: "0-100000" … "10000000-"; empty for no amount. The edges are
    a parameter (`settings.OLD_ACCOUNT_YUAN`)."""
    return "" if amount is None else _band(amount, edges)


def mask(text: str) -> str:
    """A name or an address of contact of which the first and, if long, the last two stay."""
    text = text.strip()
    if len(text) <= 4:
        return text[:1] + "＊" * max(1, len(text) - 1)
    return text[:1] + "＊" * (len(text) - 3) + text[-2:]
