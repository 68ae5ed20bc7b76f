"""Reads of the sheets' parameters; public pages pass `using="public_read"`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.publishing.models.livelihood import (
    ENTRIES,
    FAIR_FROM,
    FIELDS,
    HIGH_FROM,
    LARGE,
    MIDDLE,
    SMALL,
    ComparisonNumber,
    LivelihoodField,
)

DEFAULT = "default"


@dataclass(frozen=True)
class Numbers:
    """Numbers of the comparison on a day: counts of commitments, and rates in per cent."""

    small: int
    middle: int
    large: int
    entries: int
    high_from: int
    fair_from: int


def fields_on(day: date | None = None, *, using: str = DEFAULT) -> list[LivelihoodField]:
    """The fourteen fields as they are called on a day (today), in the order of the plan."""
    rows = LivelihoodField.objects.using(using).filter(effective_from__lte=day or clock.today())
    latest = {row.code: row for row in rows.order_by("code", "effective_from")}
    return [latest[code] for code in FIELDS if code in latest]


def labels_on(day: date | None = None, *, using: str = DEFAULT) -> dict[str, str]:
    """{code: name in the active language} on a day (today)."""
    return {row.code: localized(row, "label") for row in fields_on(day, using=using)}


def numbers_on(day: date | None = None, *, using: str = DEFAULT) -> Numbers:
    """The numbers of the comparison on a day (today)."""
    rows = ComparisonNumber.objects.using(using).filter(effective_from__lte=day or clock.today())
    found = {row.code: row.value for row in rows.order_by("code", "effective_from")}
    names = (SMALL, MIDDLE, LARGE, ENTRIES, HIGH_FROM, FAIR_FROM)
    return Numbers(*(found[name] for name in names))


def history(*, using: str = DEFAULT) -> dict[str, list[LivelihoodField | ComparisonNumber]]:
    """Every version of every parameter by code, the newest first."""
    found: dict[str, list[LivelihoodField | ComparisonNumber]] = {}
    for model in (LivelihoodField, ComparisonNumber):
        for row in model.objects.using(using).order_by("code", "-effective_from"):
            found.setdefault(row.code, []).append(row)
    return found
