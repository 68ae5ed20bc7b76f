"""Pages of the public list as stored JSON: one statement, written once, without the ORM.

Composing the same statement by querysets took half of the list API's CPU time (docs/performance.md
has the figures). The rule of display is that of `selectors.on_display`; tests hold both equal.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError, connections

from credit_portal.common import clock, prepared
from credit_portal.publishing import search

PUBLIC = "public_read"
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
Run = Callable[[Any, str, Sequence[Any]], None]
ON_DISPLAY = "(d.until is null or d.until >= %s)"
COLUMNS = (
    "select d.published_at, d.ref, d.row,"
    " (select g.stamp from publishing_generation g where g.id = 1)"
    " from publishing_displayed d where "
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
    run = prepared.execute if {name for name in asked if asked[name]} <= STEADY else _execute
    question = search.read(str(asked.get("q") or ""))
    if question:
        found = search.keys(where, question, order, most)
        if not found:
            return []
        where = search.Where("d.rec = any(%s)", (found,), "d")
        run = prepared.execute  # by their keys, whatever was asked
    where = order.beyond(where)
    sql = f"{COLUMNS}{where.sql} order by {order.sql('d')} limit %s"
    return [Stored(*row) for row in _fetch(run, sql, [*where.parameters, most])]


def stored_record(ref: str) -> StoredRecord | None:
    """The record on display under a reference with all its versions, None when there is none."""
    rows = _fetch(prepared.execute, RECORD, [ref, clock.today()])
    if not rows:
        return None
    versions = [StoredVersion(*row[7:]) for row in rows]
    return StoredRecord._make((*rows[0][:7], versions))


def _where(asked: Mapping[str, str | date | None]) -> search.Where:
    """On display, under the conditions asked for."""
    given = {name: value for name, value in asked.items() if value and name != "q"}
    parts = [ON_DISPLAY, *(CONDITIONS[name] for name in given)]
    return search.Where(" and ".join(parts), (clock.today(), *given.values()), "d")


def _execute(cursor: Any, sql: str, parameters: Sequence[Any]) -> None:
    cursor.execute(sql, parameters)


def asked_often(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows of a small statement that nearly every page asks, planned once for each connection."""
    return _fetch(prepared.execute, sql, parameters)


def asked_once(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows of a statement that is planned for its values."""
    return _fetch(_execute, sql, parameters)


def _fetch(run: Run, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows. The statement itself finds out whether a kept connection still lives: a lost one is
    opened anew, once, instead of being asked before each request."""
    link: Any = connections[PUBLIC]
    link.health_check_done = True
    try:
        return _rows(run, sql, parameters)
    except (OperationalError, InterfaceError):
        if link.in_atomic_block or link.is_usable():
            raise
        link.close()
        return _rows(run, sql, parameters)


def _rows(run: Run, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connections[PUBLIC].cursor() as cursor:
        run(cursor, sql, parameters)
        return list(cursor.fetchall())
