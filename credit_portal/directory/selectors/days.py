"""Spans of days in queries."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def covers(start: str, end: str, day: date) -> Q:
    """The day lies in the span; both ends included, an empty end is open."""
    begun = Q(**{f"{start}__lte": day}) | Q(**{f"{start}__isnull": True})
    if start == "starts_on":
        begun = Q(starts_on__lte=day)
    return begun & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day}))
