"""The SQL of publication: whole batches by one statement each. The only raw SQL of this app.

Columns travel as arrays; documents never leave the database on their way from the decision to
the opening and the displayed row.
"""

import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from credit_portal.common import bulk

#: Name of the lock that one publisher holds (`common.db.advisory_lock`).
LOCK = "publishing"
Rows = list[tuple[Any, ...]]


def _all(sql: str, parameters: Sequence[Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _run(sql: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def lock_source(source_type: str, source_id: str) -> None:
    """Let decisions about one source wait for each other until commit."""
    _run("select pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"{source_type}:{source_id}"])


def wait_for_publication() -> None:
    """Wait for a running publication to end, and keep the next one waiting until commit."""
    _run("select pg_advisory_xact_lock(%s)", [zlib.crc32(LOCK.encode())])


#: Documents of one batch together, in bytes, and the one that goes beyond; one has at most 256 KiB.
PENDING_BYTES = 8 << 20
PENDING = (
    "id, kind, act, source_type, source_id, rec, document, doc_sha, agency, organisation_id,"
    " about_person, erase_previous, until, basis_id, number"
)


def pending(limit: int, skip: Sequence[str] = ()) -> Rows:
    """Oldest undone decisions, in order of decision, but not of the records in `skip`; see
    `publication.Pending` for the columns. As many as PENDING_BYTES has room for, one at least."""
    return _all(
        f"select {PENDING} from (select {PENDING}, sum(octet_length(document)) over (order by"  # noqa: S608 - names only
        " number rows between unbounded preceding and 1 preceding) as earlier"
        " from publishing_decision where done_at is null and rec <> all(%s::text[])"
        " order by number limit %s) d where earlier is null or earlier < %s order by number",
        [list(skip), limit, PENDING_BYTES],
    )


def heads(recs: list[str]) -> Rows:
    """(rec, seq, ref, leaf_hash, first published at) of the latest version of each record."""
    return _all(
        "select distinct on (v.rec) v.rec, v.seq, v.ref, v.leaf_hash,"
        " (select f.at from publishing_disclosure f where f.rec = v.rec and f.seq = 1)"
        " from publishing_disclosure v where v.rec = any(%s) order by v.rec, v.seq desc",
        [recs],
    )


def latest_at() -> datetime | None:
    """Latest time of any leaf of a record, by the index of leaves.

    Time never goes back but to the beginning of its day (a trigger holds that), so it is the time
    of the last leaf, or of the last one that is not dated by its day.
    """
    rows = _all(
        "select greatest("
        " (select at from publishing_disclosure order by leaf_index desc limit 1),"
        " (select at from publishing_disclosure where at <> date_trunc('day', at, 'UTC')"
        "   order by leaf_index desc limit 1))",
        [],
    )
    found: datetime | None = rows[0][0]
    return found


def take_numbers(letter: str, year: int, count: int) -> int:
    """Reserve `count` numbers of a letter and year; answers the first of them."""
    rows = _all(
        "insert into publishing_refcounter (letter, year, value) values (%s, %s, %s)"
        " on conflict (letter, year) do update"
        " set value = publishing_refcounter.value + excluded.value returning value",
        [letter, year, count],
    )
    return int(rows[0][0]) - count + 1


DISCLOSURE = (
    "id", "rec", "seq", "ref", "kind", "act", "cm", "leaf_hash", "leaf_index", "at", "until",
    "basis_id", "agency", "decision_id",
)  # fmt: skip


def insert_disclosures(rows: Iterable[tuple[Any, ...]]) -> None:
    """(id, rec, seq, ref, kind, act, cm, leaf_hash, leaf_index, at, until, basis, agency,
    decision) of each version."""
    bulk.copy_in("publishing_disclosure", DISCLOSURE, rows)


def insert_openings(rows: Iterable[tuple[Any, ...]]) -> None:
    """(disclosure, decision, salt) of each displaying version; documents come from decisions."""
    _run(
        "insert into publishing_opening (disclosure_id, document, salt)"
        " select n.disclosure_id, d.document, n.salt"
        " from unnest(%s::uuid[], %s::uuid[], %s::bytea[]) n(disclosure_id, decision_id, salt)"
        " join publishing_decision d on d.id = n.decision_id",
        bulk.arrays(rows, 3),
    )


DISPLAYED = {
    "rec": "text",
    "ref": "text",
    "disclosure_id": "uuid",
    "kind": "text",
    "organisation_id": "uuid",
    "organisation_slug": "text",
    "organisation_name_zh": "text",
    "organisation_name_en": "text",
    "division_code": "text",
    "title_zh": "text",
    "title_en": "text",
    "search_text": "text",
    "sector": "text",
    "outcome": "text",
    "category": "text",
    "inherited_from": "text",
    "severity": "text",
    "due_on": "date",
    "published_at": "timestamptz",
    "updated_at": "timestamptz",
    "version": "int",
    "until": "date",
    "row": "text",
}


def upsert_displayed(rows: Iterable[dict[str, Any]]) -> None:
    """Show these rows (keys of DISPLAYED); each document comes from its opening."""
    names = list(DISPLAYED)
    quoted = ", ".join(f'"{name}"' for name in names)
    arrays = ", ".join(f"%s::{kind}[]" for kind in DISPLAYED.values())
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in [*names[1:], "document"])
    _run(
        f"insert into publishing_displayed ({quoted}, document)"  # noqa: S608 - names of DISPLAYED
        f" select n.*, o.document from unnest({arrays}) n({quoted})"
        " join publishing_opening o on o.disclosure_id = n.disclosure_id"
        f" on conflict (rec) do update set {changed}",
        bulk.arrays(([row[name] for name in names] for row in rows), len(names)),
    )


def end_display(recs: list[str]) -> int:
    """Take records off display."""
    return _run("delete from publishing_displayed where rec = any(%s)", [recs])


def insert_removals(rows: Iterable[tuple[Any, ...]]) -> None:
    """(disclosure, ref, rec, kind, removed_at, act, basis, reason, decision, salt) of each; the
    notice comes from the decision."""
    _run(
        "insert into publishing_removal (disclosure_id, ref, rec, kind, removed_at, act,"
        " basis_id, reason, notice, salt)"
        " select n.disclosure_id, n.ref, n.rec, n.kind, n.removed_at, n.act, n.basis_id,"
        " n.reason, d.document, n.salt"
        " from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],"
        " %s::text[], %s::text[], %s::text[], %s::uuid[], %s::bytea[])"
        " n(disclosure_id, ref, rec, kind, removed_at, act, basis_id, reason, decision_id, salt)"
        " join publishing_decision d on d.id = n.decision_id",
        bulk.arrays(rows, 10),
    )


def remove_openings(pairs: Iterable[tuple[str, UUID]]) -> None:
    """Erase the earlier documents and salts of (rec, decision), through the owner's function."""
    _run(
        "select remove_opening(n.rec, n.decision_id)"
        " from unnest(%s::text[], %s::uuid[]) n(rec, decision_id)",
        bulk.arrays(pairs, 2),
    )


def finish(numbers: list[int], at: datetime) -> int:
    """Mark decisions as done; their documents now stand in the openings only.

    By number, which the index of what is pending knows, however long the backlog is.
    """
    return _run(
        "update publishing_decision set done_at = %s, document = null"
        " where number = any(%s::bigint[]) and done_at is null",
        [at, bulk.array(numbers)],
    )


def bump_generation(stamp: str, at: datetime) -> None:
    """A new generation, seen by all caches at commit."""
    _run(
        "update publishing_generation set value = value + 1, stamp = %s, at = %s where id = 1",
        [stamp, at],
    )


def ended_by(today: date, limit: int) -> Rows:
    """(decision, rec) of displayed records whose last day has passed, nothing else pending."""
    return _all(
        "select v.decision_id, s.rec from publishing_displayed s"
        " join publishing_disclosure v on v.id = s.disclosure_id"
        " where s.until < %s and not exists (select 1 from publishing_decision d"
        "  where d.rec = s.rec and d.done_at is null)"
        " order by s.until, s.rec limit %s",
        [today, limit],
    )
