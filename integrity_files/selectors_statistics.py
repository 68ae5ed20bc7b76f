"""Figures of breach records for the public: what is on display, what became of the rest, how
objections and applications for repair ended. Counts only; what nobody accepted is in none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Division
from credit_portal.publishing import tallies
from credit_portal.publishing.models import Disclosure, Displayed, Removal
from credit_portal.publishing.selectors import PUBLIC
from credit_portal.publishing.tallies import Dimension
from integrity_files.codes import BreachCategory, Severity
from integrity_files.codes_objections import FIRST_RESULTS, Result
from integrity_files.codes_records import Domain
from integrity_files.codes_repair import RepairOutcome, RepairState
from integrity_files.models import Objection, Repair

BREACH = "breach"
#: A share is told of no fewer than so many (the number that comparisons of bodies use too).
COMPARABLE = 20
MONTHS = 24


@dataclass(frozen=True)
class Line:
    """One line of a table: its code, its name, how many, and of how many."""

    code: str
    label: str
    n: int
    total: int
    most: int

    @property
    def width(self) -> str:
        """Length of the bar in percent of the longest."""
        return f"{100 * self.n / self.most:.2f}" if self.most else "0"

    @property
    def share(self) -> str:
        """Share of the total in percent; "" where the sample is too small to say one."""
        return f"{100 * self.n / self.total:.1f}%" if self.total >= COMPARABLE else ""


def table(counts: Mapping[str, int], names: Iterable[tuple[Any, Any]]) -> list[Line]:
    """Lines in the order of the names; what occurs nowhere has none."""
    total, most = sum(counts.values()), max(counts.values(), default=0)
    return [
        Line(str(code), str(label), counts[str(code)], total, most)
        for code, label in names
        if counts.get(str(code))
    ]


def on_display() -> dict[str, list[Line]]:
    """What is on display today by category, severity, field and district, from the stored counts;
    three small queries, and one for the names of districts."""
    by_category = tallies.by_key(Dimension.CATEGORY, BREACH)
    severities = sum(by_category.values(), Counter())
    districts = _numbers(tallies.by_key(Dimension.DISTRICT, BREACH))
    sectors = _numbers(tallies.by_key(Dimension.SECTOR, BREACH))
    return {
        "category": _most_first(table(_numbers(by_category), BreachCategory.choices)),
        "severity": table(severities, reversed(Severity.choices)),
        "sector": _most_first(table(sectors, Domain.choices)),
        "district": _most_first(table(districts, _districts(districts))),
    }


def _numbers(cells: tallies.Cells) -> Counter[str]:
    """How many there are with each key."""
    return Counter({key: counts.total() for key, counts in cells.items()})


def _most_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: -line.n)


def _districts(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Districts by code; "" is what belongs to none of them, such as bodies of the city."""
    rows = Division.objects.using(PUBLIC).filter(code__in=[code for code in counts if code])
    named = {row.code: localized(row, "name") for row in rows}
    return [(code, named.get(code, code) if code else _("no district")) for code in counts]


def by_month() -> list[Line]:
    """Records first published in each of the last months that had any, the latest first."""
    rows = Disclosure.objects.using(PUBLIC).filter(kind=BREACH, seq=1, at__gte=_first_month())
    months = rows.order_by().annotate(month=TruncMonth("at", tzinfo=clock.TZ)).values("month")
    counts = {f"{row['month']:%Y-%m}": row["n"] for row in months.annotate(n=Count("*"))}
    return table(counts, [(code, code) for code in sorted(counts, reverse=True)])


def _first_month() -> datetime:
    """The beginning of the earliest month that is shown."""
    now = clock.now()
    months = now.year * 12 + now.month - MONTHS
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=clock.TZ)


def ended() -> list[Line]:
    """Why records are no longer on display, each record once."""
    shown = Displayed.objects.using(PUBLIC).filter(rec=OuterRef("rec"))
    rows = Removal.objects.using(PUBLIC).filter(kind=BREACH).exclude(Exists(shown))
    groups = rows.order_by().values("reason").annotate(n=Count("rec", distinct=True))
    counts = {row["reason"]: row["n"] for row in groups}
    return _most_first(table(counts, Removal.Reason.choices))


def objections() -> dict[str, Any]:
    """How accepted objections to breach records ended; filings that nobody accepted, and tips,
    count nowhere (an office could be flooded with them)."""
    rows = Objection.objects.filter(kind=BREACH, accepted_on__isnull=False)
    first = _counts(rows, "result", "decided_on")
    second = _counts(rows, "appeal_result", "ended_on")
    accepted = rows.count()
    return {
        "accepted": accepted,
        "open": accepted - rows.exclude(decided_on=None, ended_on=None).count(),
        "decided": table(first, FIRST_RESULTS),
        "appeals": table(second, Result.choices),
    }


def repairs() -> dict[str, Any]:
    """How applications for repair that were accepted ended."""
    states = (RepairState.ACCEPTED, RepairState.PROPOSED, RepairState.DECIDED)
    rows = Repair.objects.filter(state__in=states)
    accepted = rows.count()
    decided = _counts(rows.filter(state=RepairState.DECIDED), "outcome", "decided_on")
    return {
        "accepted": accepted,
        "open": accepted - sum(decided.values()),
        "decided": table(decided, RepairOutcome.choices),
    }


def _counts(rows: QuerySet[Any], name: str, day: str) -> dict[str, int]:
    """How often each code of a column occurs among rows that have the day."""
    found = rows.exclude(**{name: ""}).exclude(**{day: None}).order_by()
    return dict(found.values_list(name).annotate(n=Count("pk")))
