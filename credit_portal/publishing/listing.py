"""Pages of the public list as stored JSON: one statement, written once, without the ORM.

Composing the same statement by querysets took half of the list API's CPU time (docs/performance.md
has the figures). The rule of display is that of `selectors.on_display`; tests hold both equal.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError, connections

from credit_portal.common import clock, prepared
from credit_portal.publishing import documents, references

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
    "due_after": "d.due_on >= %s",
    "due_before": "d.due_on <= %s",
}
#: Asked most, and by whole indexes; the others' are partial, of no use to a plan for any value.
STEADY = {"organisation", "kind"}
Run = Callable[[Any, str, Sequence[Any]], None]
COLUMNS = (
    "select d.published_at, d.ref, d.row,"
    " (select g.stamp from publishing_generation g where g.id = 1)"
    " from publishing_displayed d where (d.until is null or d.until >= %s)"
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
    statement = [COLUMNS]
    parameters: list[Any] = [clock.today()]
    for condition, value in _conditions(asked):
        statement.append(condition)
        parameters.append(value)
    if position is not None:
        statement.append(f"(d.published_at, d.ref) {'<' if falling else '>'} (%s, %s)")
        parameters += _place(position)
    order = "desc" if falling else "asc"
    ordered = f" order by d.published_at {order}, d.ref {order} limit %s"
    sql = " and ".join(statement) + ordered
    run = prepared.execute if {name for name in asked if asked[name]} <= STEADY else _execute
    return [Stored(*row) for row in _fetch(run, sql, [*parameters, most])]


def stored_record(ref: str) -> StoredRecord | None:
    """The record on display under a reference with all its versions, None when there is none."""
    rows = _fetch(prepared.execute, RECORD, [ref, clock.today()])
    if not rows:
        return None
    versions = [StoredVersion(*row[7:]) for row in rows]
    return StoredRecord._make((*rows[0][:7], versions))


def _conditions(asked: Mapping[str, str | date | None]) -> Iterator[tuple[str, Any]]:
    for name, value in asked.items():
        if value is None or value == "":
            continue
        if name == "q":
            yield from _search(str(value))
        else:
            yield CONDITIONS[name], value


def _search(query: str) -> Iterator[tuple[str, str]]:
    """A whole reference finds its record, else every word stands in the record."""
    reference = references.normalise(query.strip())
    if references.is_valid(reference):
        yield "d.ref = %s", reference
        return
    like = connections[PUBLIC].ops.prep_for_like_query
    for word in documents.fold(query).split():
        yield "d.search_text like %s", f"%{like(word)}%"


def _place(position: Sequence[str]) -> tuple[datetime, str]:
    published_at, ref = position
    found = datetime.fromisoformat(published_at)
    if found.tzinfo is None:
        raise ValueError("a moment without time zone")
    return found, ref


def _execute(cursor: Any, sql: str, parameters: Sequence[Any]) -> None:
    cursor.execute(sql, parameters)


def asked_often(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows of a small statement that nearly every page asks, planned once for each connection."""
    return _fetch(prepared.execute, sql, parameters)


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
