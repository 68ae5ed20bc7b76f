"""Streets, towns and townships as the public sees them: their yearly sheets, compared.

Built on the public directory and on displayed records alone, each page by a fixed number of
set-based queries. Statistical units appear nowhere. A unit without a sheet is listed as such;
what is missing never counts as kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.common.i18n import localized
from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Division
from credit_portal.portal import comparison
from credit_portal.portal.comparison import Tally
from credit_portal.portal.queries import COMMITMENT, PUBLIC
from credit_portal.publishing import livelihood, tallies
from credit_portal.publishing.livelihood import Numbers
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.models.displayed import SHEET_UNIT, SHEET_YEAR, in_row
from credit_portal.publishing.selectors import published

SHEET = "livelihood_sheet"
LIVELIHOOD = "livelihood"
#: Sheets of this year and the ones before that can be chosen.
YEARS = 10


@dataclass(frozen=True)
class Filed:
    """That a unit's sheet of a year is on display."""

    ref: str
    slug: str
    total: int
    empty: int


@dataclass(frozen=True)
class Unit:
    """A street, town or township in one year."""

    division: Division
    filed: Filed | None
    tally: Tally
    band: str
    shade: str
    rank: int | None = None

    @property
    def outside(self) -> bool:
        """In a demonstration a real unit carries neither sheet nor mark."""
        return settings.DEMO and not self.division.is_fictional

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return localized(self.division, "name")

    @property
    def percent(self) -> str:
        """Share kept on time, "" when nothing is determined."""
        return "" if self.tally.rate is None else f"{float(100 * self.tally.rate):.0f}%"

    @property
    def interval(self) -> str:
        """The 95 per cent interval in whole per cent, "" when nothing is determined."""
        found = self.tally.interval
        return "" if found is None else f"{100 * found[0]:.0f}–{100 * found[1]:.0f}%"


@dataclass(frozen=True)
class Scene:
    """Everything about one year that the pages share."""

    year: int
    years: list[int]
    units: list[Unit]
    numbers: Numbers
    districts: list[Division] = field(default_factory=list)

    def of_district(self, code: str) -> list[Unit]:
        """Units of a district in code order."""
        return [unit for unit in self.units if unit.division.parent_id == code]


def divisions() -> list[Division]:
    """Streets, towns and townships with their districts, in code order; no statistical unit."""
    rows = directory.divisions(Division.Level.STREET, using=PUBLIC)
    return list(rows.exclude(kind=Division.Kind.STATISTICAL))


def sheets() -> dict[int, dict[str, Filed]]:
    """Every sheet on display by year and unit."""
    rows = published(SHEET).values_list("division_code", "ref", "organisation_slug", "row")
    found: dict[int, dict[str, Filed]] = {}
    for code, ref, slug, text in rows.order_by("ref"):
        row: dict[str, Any] = cast(Any, text)
        one = Filed(ref, slug, row["sheet_total"], row["sheet_empty"])
        found.setdefault(row["sheet_year"], {})[code] = one
    return found


def of_unit(code: str, year: int) -> QuerySet[Displayed]:
    """Commitments on display that a unit made in its sheet of a year, whoever owes them now."""
    rows = published(COMMITMENT).filter(category=LIVELIHOOD)
    rows = rows.annotate(unit=in_row(SHEET_UNIT), sheet_year=in_row(SHEET_YEAR))
    return rows.filter(unit=code, sheet_year=str(year))


def counts(year: int, sector: str = "") -> dict[str, Counter[str]]:
    """{unit: {outcome: number}} of a year, of one field when given; one query of stored counts."""
    found: dict[str, Counter[str]] = {}
    for code, fields in tallies.by_unit(year).items():
        wanted = [fields.get(sector, Counter())] if sector else fields.values()
        found[code] = sum(wanted, Counter())
    return found


def scene(year: int | None, sector: str = "") -> Scene:
    """All units in a year (this one when not given), of one field when given; four queries."""
    filed, places = sheets(), divisions()
    chosen = year or _usual_year(filed)
    numbers = livelihood.numbers_on(using=PUBLIC)
    by_code = counts(chosen, sector)
    samples = {one.code: comparison.tally(by_code.get(one.code, {})) for one in places}
    ranks = comparison.ranks(samples, numbers)
    units = [
        Unit(
            division=one,
            filed=filed.get(chosen, {}).get(one.code),
            tally=samples[one.code],
            band=comparison.band(samples[one.code].determined, numbers),
            shade=comparison.shade(samples[one.code], numbers),
            rank=ranks.get(one.code),
        )
        for one in places
    ]
    years = sorted({chosen, clock.today().year, *filed}, reverse=True)[:YEARS]
    districts = {one.parent.code: one.parent for one in places if one.parent}
    in_order = sorted(districts.values(), key=lambda one: (not one.is_fictional, one.code))
    return Scene(chosen, years, units, numbers, in_order)


def _usual_year(filed: dict[int, dict[str, Filed]]) -> int:
    """This year, or the last one with sheets while there is none of this year."""
    today = clock.today().year
    past = [year for year in filed if year <= today]
    return today if today in filed or not past else max(past)


def division(code: str) -> Division:
    """A district with units, or a unit. Raises NotFound for everything else."""
    found = directory.divisions(using=PUBLIC).filter(code=code).first()
    levels = {Division.Level.DISTRICT, Division.Level.STREET}
    if found is None or found.level not in levels or found.kind == Division.Kind.STATISTICAL:
        raise NotFound("division_unknown", _("There is no such street, town or district."))
    return found


def bands(units: list[Unit]) -> list[dict[str, Any]]:
    """Units by size band, ranked ones first by rank, then those too small to compare."""
    found = []
    for code in (*comparison.RANKED, comparison.FEW):
        rows = [unit for unit in units if unit.band == code]
        if rows:
            rows.sort(key=lambda unit: (unit.rank or 0, -unit.tally.determined, unit.name))
            found.append({"code": code, "units": rows})
    return found


def sheet_document(code: str, year: int) -> dict[str, Any] | None:
    """The public document of a unit's sheet; None when none is on display."""
    rows = published(SHEET).filter(division_code=code, row__contains=f'"sheet_year":{year}')
    shown = rows.only("document").first()
    return None if shown is None else shown.document


def fields_of_unit(code: str, year: int) -> list[dict[str, Any]]:
    """The fourteen fields of a unit's sheet with its commitments, their outcomes and documents."""
    document = sheet_document(code, year)
    named: list[dict[str, Any]] = document["fields"] if document else _empty_fields()
    rows = of_unit(code, year).defer("search_text").order_by("ref")
    by_sector: dict[str, list[Displayed]] = {}
    for row in rows:
        by_sector.setdefault(row.sector, []).append(row)
    return [
        {
            **one,
            "label": localized(one, "label"),
            "rows": by_sector.get(one["code"], []),
            "tally": comparison.tally(
                Counter(row.outcome for row in by_sector.get(one["code"], []))
            ),
        }
        for one in named
    ]


def _empty_fields() -> list[dict[str, Any]]:
    return [
        {"code": row.code, "label_zh": row.label_zh, "label_en": row.label_en, "nothing_zh": ""}
        for row in livelihood.fields_on(using=PUBLIC)
    ]


def by_field(codes: list[str], year: int) -> list[dict[str, Any]]:
    """Performance of some units together, field by field."""
    by_code = tallies.by_unit(year)
    found: dict[str, Counter[str]] = {}
    for code in codes:
        for sector, outcomes in by_code.get(code, {}).items():
            found.setdefault(sector, Counter()).update(outcomes)
    return [
        {
            "code": row.code,
            "label": localized(row, "label"),
            "tally": (one := comparison.tally(found.get(row.code, {}))),
            "percent": "" if one.rate is None else f"{float(100 * one.rate):.0f}%",
        }
        for row in livelihood.fields_on(using=PUBLIC)
    ]


HEADERS = (
    "division", "name_zh", "name_en", "district", "kind", "year", "filed", "ref", "commitments",
    "kept", "kept_late", "partly_kept", "broken", "not_reported", "determined", "rate",
    "interval_low", "interval_high", "band", "rank",
)  # fmt: skip


def figures(found: Scene, units: list[Unit]) -> list[dict[str, Any]]:
    """The comparison as rows of a table; shares with four decimals, None for what is not there."""
    return [_figures(found.year, unit) for unit in units if not unit.outside]


def _figures(year: int, unit: Unit) -> dict[str, Any]:
    place, one = unit.division, unit.tally
    ends = one.interval or (None, None)
    return {
        "division": place.code,
        "name_zh": place.name_zh,
        "name_en": place.name_en,
        "district": place.parent_id,
        "kind": place.kind,
        "year": year,
        "filed": unit.filed is not None,
        "ref": unit.filed.ref if unit.filed else None,
        "commitments": one.total,
        **{
            name: getattr(one, name)
            for name in ("kept", "kept_late", "partly_kept", "broken", "not_reported", "determined")
        },
        "rate": None if one.rate is None else round(float(one.rate), 4),
        "interval_low": None if ends[0] is None else round(ends[0], 4),
        "interval_high": None if ends[1] is None else round(ends[1], 4),
        "band": unit.band,
        "rank": unit.rank,
    }
