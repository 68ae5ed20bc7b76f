"""Counts of what is on display by body, district, sector or category, read without the rows.

The stored counts change in the transaction that changes what is displayed; a display that ended
by its day alone, before a job noted it, is taken off here (design.md 2.7). So a count is that of
the list which the same question opens. Everything goes through the alias `public_read`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from credit_portal.common import asking, clock
from credit_portal.publishing import registry
from credit_portal.publishing.models.displayed import SHEET_UNIT, SHEET_YEAR
from credit_portal.publishing.models.tally import Tally

Dimension = Tally.Dimension
#: SQL of the key of a displayed row in each dimension, and of its span.
_YEAR = "to_char(published_at at time zone 'Asia/Shanghai', 'YYYY')"
_QUARTER = "to_char(due_on, 'YYYY-Q')"
_KEYS: dict[str, tuple[str, str]] = {
    Dimension.BODY: ("organisation_id::text", _YEAR),
    Dimension.DISTRICT: ("left(division_code, 6)", _YEAR),
    Dimension.SECTOR: ("sector", _YEAR),
    Dimension.CATEGORY: ("category", _YEAR),
    Dimension.BODY_DUE: ("organisation_id::text", _QUARTER),
    Dimension.DISTRICT_DUE: ("left(division_code, 6)", _QUARTER),
    Dimension.UNIT: (
        "case when category = 'livelihood' then"
        f" substring(\"row\" from '{SHEET_UNIT}') || ' ' || sector end",
        f"substring(\"row\" from '{SHEET_YEAR}')",
    ),
}
COUNTS = """
select {group}, outcome, severity, sum(n)::int from (
    select key, span, outcome, severity, n from publishing_tally
     where dimension = %(dimension)s and kind = any(%(kinds)s) and {asked}
    union all
    select * from (select {key} as key, {span} as span, outcome, severity, -1
                     from publishing_displayed
                    where until < %(today)s and kind = any(%(kinds)s)) e
     where {asked}) c
 where {group} is not null group by 1, 2, 3 having sum(n) > 0
"""
#: One line of each body: all its records, and its commitments by outcome, a column each.
OVERVIEW = """
select key, sum(n)::int, {columns} from (
    select key, kind, outcome, n from publishing_tally
     where dimension = 'body' and kind = any(%(kinds)s)
    union all
    select organisation_id::text, kind, outcome, -1 from publishing_displayed
     where until < %(today)s and kind = any(%(kinds)s)) c
 group by 1 having sum(n) > 0
"""
COLUMN = "coalesce(sum(n) filter (where kind = 'commitment' and outcome = %({name})s), 0)::int"
PAST_DUE = """
select {key}, count(*) from publishing_displayed
 where due_on < %(today)s and kind = 'commitment' and outcome = 'open' and due_on is not null
   and not (row like '%%"due_provisional":true%%')
   and (until is null or until >= %(today)s)
   and published_at >= %(first)s and published_at < %(end)s
 group by 1
"""
#: Kinds that are texts of the site and count as no record.
TEXTS = ("article",)
Cells = dict[str, Counter[str]]


def by_key(
    dimension: Dimension,
    kind: str | None,
    *,
    year: int | None = None,
    keys: Iterable[Any] | None = None,
) -> Cells:
    """{key: {outcome, or severity of a breach: number}} of a kind of record, or of all (None).

    `year` is that of publication (Shanghai); `keys` narrows to some bodies, districts or codes.
    """
    return _counts("key", dimension, kind, str(year) if year else None, keys)


def overview(outcomes: Sequence[str]) -> dict[str, tuple[int, Counter[str]]]:
    """{body: (number of its records of all kinds, {outcome: number of its commitments})} for these
    outcomes; one statement and one line a body, for a page that shows all of them."""
    given = {f"outcome_{number}": code for number, code in enumerate(outcomes)}
    columns = ", ".join(COLUMN.format(name=name) for name in given)
    asked = {**given, "kinds": _records(), "today": clock.today()}
    return {
        key: (total, Counter(dict(zip(outcomes, counts, strict=True))))
        for key, total, *counts in asking.rows(OVERVIEW.format(columns=columns), asked)
    }


def by_quarter(kind: str, keys: Iterable[Any] | None = None) -> Cells:
    """{"2026-3": {outcome: number}} by the quarter of the due day: of all, or of some bodies."""
    dimension = Dimension.DISTRICT_DUE if keys is None else Dimension.BODY_DUE
    return _counts("span", dimension, kind, None, keys)


def by_unit(year: int) -> dict[str, dict[str, Counter[str]]]:
    """{street or town: {field: {outcome: number}}} of the promises of a year's sheets; a promise
    that passed to another body still counts with the unit that made it."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for key, counts in _counts("key", Dimension.UNIT, "commitment", str(year), None).items():
        unit, _blank, sector = key.partition(" ")
        found.setdefault(unit, {})[sector] = counts
    return found


def years(kind: str) -> list[int]:
    """Years in which records of a kind were published that are on display, the latest first."""
    return sorted(map(int, _counts("span", Dimension.DISTRICT, kind, None, None)), reverse=True)


def total(kind: str, keys: Iterable[Any] | None = None) -> Counter[str]:
    """{outcome or severity: number} of all records of a kind, or of those of some bodies."""
    dimension = Dimension.DISTRICT if keys is None else Dimension.BODY
    found: Counter[str] = Counter()
    for counts in by_key(dimension, kind, keys=keys).values():
        found.update(counts)
    return found


def past_due(dimension: Dimension, *, year: int | None = None) -> dict[str, int]:
    """Open commitments whose due day has passed and can no longer move, by key."""
    given = {
        "today": clock.today(),
        "first": _first_of(year or 1900),
        "end": _first_of((year or 8999) + 1),
    }
    return dict(asking.rows(PAST_DUE.format(key=_KEYS[dimension][0]), given))


def _first_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=clock.TZ)


def _counts(
    group: str, dimension: Dimension, kind: str | None, span: str | None, keys: Iterable[Any] | None
) -> Cells:
    key, moment = _KEYS[dimension]
    given = {
        "dimension": dimension.value,
        "kinds": [kind] if kind else _records(),
        "span": span,
        "keys": None if keys is None else [str(one) for one in keys],
        "today": clock.today(),
    }
    # Only what is asked stands in the statement, so that an index answers for a few keys.
    asked = ["true"]
    asked += ["span = %(span)s"] if span else []
    asked += ["key = any(%(keys)s)"] if keys is not None else []
    sql = COUNTS.format(group=group, key=key, span=moment, asked=" and ".join(asked))
    found: Cells = {}
    for name, outcome, severity, n in asking.rows(sql, given):
        found.setdefault(name, Counter())[severity or outcome] += n
    return found


def _records() -> list[str]:
    """Codes of all kinds that are records."""
    return [one.code for one in registry.kinds() if one.code not in TEXTS]
