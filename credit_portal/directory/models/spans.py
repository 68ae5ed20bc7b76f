"""Spans of days in two columns, as the database compares them."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import F, Func, Q


def span(start: str, end: str) -> Func:
    """SQL daterange over two date columns, both ends included; an empty end is open."""
    bounds = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    return Func(start, end, bounds, function="DATERANGE", output_field=DateRangeField())


def in_order(start: str, end: str) -> Q:
    """The last day is not before the first one; an empty one is open."""
    return (
        Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(**{f"{end}__gte": F(start)})
    )
