"""Conditions that the constraints of a commitment are made of."""

from __future__ import annotations

from django.db.models import Q

COMPLETE = ["submitted", "registered"]
"""States in which nothing essential may be missing; a draft is kept as typed."""

HAS_TEXT = (~Q(title_zh="") & ~Q(matter_zh="")) | (
    ~Q(import_source="") & ~Q(title_en="") & ~Q(matter_en="")
)
"""Chinese text; English alone is allowed for what was imported."""

STANDING_EMPTY = Q(
    indicator_zh="",
    indicator_en="",
    figure="",
    comparison="",
    target=None,
    unit_zh="",
    unit_en="",
    period="",
    report_within=None,
    starts_on=None,
    ends_on=None,
)

STANDING_SET = (
    Q(target__isnull=False, report_within__isnull=False, starts_on__isnull=False)
    & (~Q(indicator_zh="") | ~Q(indicator_en=""))
    & Q(figure__in=["share", "average"])
    & Q(comparison__in=["at_least", "at_most"])
    & Q(period__in=["month", "quarter", "half_year", "year"])
)

DUE_SET = Q(due_on=None, due_explanation=None) | Q(
    due_on__isnull=False, due_explanation__isnull=False
)
"""Every due date can explain itself."""
