"""Pages of the public list as stored JSON: one statement, written once, without the ORM.

Composing the same statement by querysets took half of the list API's CPU time (docs/performance.md
has the figures). The rule of display is that of `selectors.on_display`; tests hold both equal.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from credit_portal.common import asking, clock
from credit_portal.publishing import search

#: What can be asked for, and how the table answers it.
CONDITIONS = {
    "kind": "d.kind = %s",
    "organisation": (
        "d.organisation_id = (select o.id from directory_organisation o where o.slug = %s)"
    ),
    "division": "d.division_code = %s",
    "sector": "d.sector = %s",
    "category": "d.category = %s",
    "outcome": "d.outcome = %s",
    "severity": "d.severity = %s",
    "district": "substr(d.division_code, 1, 6) = %s",
    "published_after": "d.published_at >= (%s::date::timestamp at time zone 'Asia/Shanghai')",
    "published_before": "d.published_at < ((%s::date + 1)::timestamp at time zone 'Asia/Shanghai')",
    "due_after": "d.due_on >= %s",
    "due_before": "d.due_on <= %s",
}
#: Asked most, and by whole indexes; the others' are partial, of no use to a plan for any value.
STEADY = {"organisation", "kind"}
ON_DISPLAY = "(d.until is null or d.until >= %s)"
COLUMNS = (
    "d.published_at, d.ref, d.row,"
    " (select g.stamp from publishing_generation g where g.id = 1) as stamp"
)


RECORD = """
select d.ref, d.kind, d.published_at, d.updated_at, d.until, d.document,
       (select g.stamp from publishing_generation g where g.id = 1),
       v.seq, v.act, v.at, b.code, b.name_zh, b.name_en, v.leaf_index
  from publishing_displayed d
  join publishing_disclosure v on v.rec = d.rec
  join publishing_basis b on b.code = v.basis_id
 where d.ref = %s and (d.until is null or d.until >= %s)
 order by v.seq"""


class StoredVersion(NamedTuple):
    """A version of a record and its place in the ledger."""

    seq: int
    act: str
    at: datetime
    basis: str
    basis_zh: str
    basis_en: str
    leaf_index: int


class StoredRecord(NamedTuple):
    """A record on display; `document` is JSON text as it was published."""

    ref: str
    kind: str
    published_at: datetime
    updated_at: datetime
    until: date | None
    document: str
    stamp: str
    versions: list[StoredVersion]


class Stored(NamedTuple):
    """A row as it was stored at publication; `stamp` is the present generation's."""

    published_at: datetime
    ref: str
    json: str
    stamp: str


def stored_rows(
    asked: Mapping[str, str | date | None],
    position: Sequence[str] | None,
    *,
    falling: bool,
    most: int,
) -> list[Stored]:
    """Up to `most` records on display, newest first when `falling`, strictly after `position`.

    `asked` has keys of CONDITIONS, and `q`; empty values ask for nothing. `position` is
    (published_at, ref) as text. Raises ValueError for a position that is none, KeyError for an
    unknown condition.
    """
    where = _where(asked)
    order = search.Order(falling=falling).place(position)
    often = {name for name in asked if asked[name]} <= {*STEADY, "q"}
    question = search.read(str(asked.get("q") or ""))
    found = search.rows(COLUMNS, where, question, order, most, often=often)
    return [Stored(*row) for row in found]


def stored_record(ref: str) -> StoredRecord | None:
    """The record on display under a reference with all its versions, None when there is none."""
    rows = asking.rows(RECORD, [ref, clock.today()], often=True)
    if not rows:
        return None
    versions = [StoredVersion(*row[7:]) for row in rows]
    return StoredRecord._make((*rows[0][:7], versions))


def _where(asked: Mapping[str, str | date | None]) -> search.Where:
    """On display, under the conditions asked for."""
    given = {name: value for name, value in asked.items() if value and name != "q"}
    parts = [ON_DISPLAY, *(CONDITIONS[name] for name in given)]
    return search.Where(" and ".join(parts), (clock.today(), *given.values()), "d")
