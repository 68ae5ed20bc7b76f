"""What no role may do, tried statement by statement as that role; and the exact grants."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from credit_portal.publishing import search, selectors
from tests.publishing.support import decide, publish, run_sql, source

GRANTS = Path(__file__).with_name("grants.json")
INSERT_ONLY = [
    "publishing_disclosure",
    "publishing_removal",
    "publishing_codesleaf",
    "publishing_opening",
    "publishing_decision",
]
ALL = [
    *INSERT_ONLY,
    "publishing_displayed",
    "publishing_basis",
    "publishing_generation",
    "publishing_refcounter",
]
COLUMN = {
    "publishing_disclosure": "agency",
    "publishing_removal": "reason",
    "publishing_codesleaf": "at",
    "publishing_opening": "document",
    "publishing_decision": "agency",
    "publishing_basis": "name_zh",
}


@pytest.fixture
def content(db: None, bureau: Any, officer: Any, approver: Any, credit_reviewer: Any) -> None:
    """At least one row in every table."""
    thing = source()
    publish(bureau, officer, approver, source=thing)
    publish(bureau, officer, credit_reviewer, source=thing, act="withdraw", document=None)
    publish(bureau, officer, approver)


@pytest.mark.parametrize("table", [*INSERT_ONLY, "publishing_basis"])
@pytest.mark.parametrize("role", ["", "replica"])
def test_the_application_neither_updates_nor_deletes(table: str, role: str, content: None) -> None:
    column = COLUMN[table]
    for statement in (f"update {table} set {column} = {column}", f"delete from {table}"):
        with pytest.raises(DatabaseError), transaction.atomic():
            if role:
                run_sql(f"set local session_replication_role = {role}")
            run_sql(statement)


@pytest.mark.parametrize("table", ALL)
def test_nobody_truncates(table: str, content: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        run_sql(f"truncate {table} cascade")


@pytest.mark.parametrize(
    "statement",
    [
        "alter table publishing_opening disable trigger all",
        "drop table publishing_opening",
        "alter table publishing_disclosure disable trigger publishing_disclosure_check",
        "create or replace function portal_insert_only() returns trigger language plpgsql"
        " as 'begin return new; end'",
        "insert into publishing_basis values ('Z9', '', '', '', '')",
        "delete from publishing_generation",
        "delete from publishing_refcounter",
        "set role portal_owner",
    ],
)
def test_the_application_cannot_loosen_the_rules(statement: str, content: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        run_sql(statement)


FORGERIES: dict[str, tuple[str, Any]] = {
    "another act": ("act", "correct"),
    "another basis": ("basis_id", "P03"),
    "another body": ("agency", "other"),
    "an early end": ("until", date(2020, 1, 1)),
    "a gap": ("seq", 7),
    "another commitment": ("cm", bytes(32)),
    "another leaf": ("leaf_hash", bytes(32)),
    "an earlier time": ("at", datetime(2020, 1, 1, tzinfo=UTC)),
    "another transaction": ("txid", 5),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_version_is_what_was_decided_and_logged(
    forgery: str, content: None, bureau: Any, officer: Any, approver: Any
) -> None:
    from credit_portal.common import bulk
    from credit_portal.publishing import services

    changed, value = FORGERIES[forgery]
    real = bulk.copy_in

    def forge(table: str, columns: Any, rows: Any) -> None:
        if table == "publishing_disclosure":
            found = [{**dict(zip(columns, row, strict=True)), changed: value} for row in rows]
            columns = tuple(found[0])
            rows = [tuple(row.values()) for row in found]
        real(table, columns, rows)

    decide(bureau, officer, approver)
    with (
        pytest.MonkeyPatch.context() as patch,
        pytest.raises(DatabaseError, match=r"decided|does not follow|dated before"),
        transaction.atomic(),
    ):
        patch.setattr(bulk, "copy_in", forge)
        services.publish_pending_batch()
    assert services.publish_pending_batch() == 1


def test_a_version_needs_a_decision_and_happens_once(content: None) -> None:
    for rec in ("rec", "repeat('a', 32)"):
        with pytest.raises(DatabaseError), transaction.atomic():
            run_sql(
                "insert into publishing_disclosure (id, rec, seq, ref, kind, act, cm, leaf_hash,"
                f" leaf_index, at, until, basis_id, agency, decision_id) select gen_random_uuid(),"
                f" {rec}, seq, ref, kind, act, cm, leaf_hash, leaf_index, at, until, basis_id,"
                " agency, decision_id from publishing_disclosure limit 1"
            )


def test_an_opening_holds_what_was_approved(content: None) -> None:
    with pytest.raises(DatabaseError, match="not the one that was approved"), transaction.atomic():
        run_sql(
            "insert into publishing_opening select v.id, '{}', sha256('x') from"
            " publishing_disclosure v where act = 'publish' and not exists (select 1 from"
            " publishing_opening o where o.disclosure_id = v.id)"
        )


# -- the public role -------------------------------------------------------------------------------
@pytest.fixture
def public(committed_database: str) -> Iterator[Any]:
    """A real connection as the public role."""
    with connections["public_read"].cursor() as cursor:
        yield cursor


def _granted() -> dict[str, list[str]]:
    rows = run_sql(
        "select c.relname, r.name, a.attname from pg_class c"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " cross join (values ('SELECT'), ('INSERT'), ('UPDATE'), ('REFERENCES')) r(name)"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        " and has_column_privilege(%s, c.oid, a.attnum, r.name) order by 1, 2, a.attname",
        settings.PUBLIC_ROLE,
    )
    found: dict[str, list[str]] = {}
    for table, right, column in rows:
        found.setdefault(f"{table} {right}", []).append(column)
    return found


@pytest.mark.committed
def test_the_public_role_reads_exactly_the_listed_tables(db: None) -> None:
    granted = _granted()
    assert granted == json.loads(GRANTS.read_text(encoding="utf-8")), json.dumps(granted, indent=1)


@pytest.mark.committed
def test_the_public_role_writes_nothing(db: None, public: Any) -> None:
    public.execute("set default_transaction_read_only = off")
    for table in ALL:
        for statement in (
            f"insert into {table} default values",
            f"delete from {table}",
            f"truncate {table}",
            f"update {table} set {COLUMN.get(table, 'id')} = null",
        ):
            with pytest.raises(DatabaseError):
                public.execute(statement)
    for hidden in ("publishing_decision", "publishing_refcounter", "integrity_files_fileentry"):
        with pytest.raises(DatabaseError):
            public.execute(f"select * from {hidden}")
    with pytest.raises(DatabaseError):
        public.execute("select decision_id from publishing_disclosure")
    with pytest.raises(DatabaseError):
        public.execute("select remove_opening('x', gen_random_uuid())")


@pytest.mark.committed
def test_every_selector_works_as_the_public_role(
    committed_database: str, content: None, bureau: Any, monkeypatch: Any
) -> None:
    connection.close()
    shown = selectors.published(organisation=bureau).get()
    assert selectors.published().db == "public_read"
    asked = search.read("三日")
    assert search.first(selectors.published(), asked, search.Order(), 5) == [shown]
    monkeypatch.setattr(search, "PROBE", 1)  # so that the index is asked
    absent = search.read("查无此词")
    assert search.first(selectors.published(), absent, search.Order(), 1) == []
    assert selectors.lookup(shown.ref) == shown
    assert selectors.lookup(selectors.removals().get().ref).act == "withdraw"  # type: ignore[union-attr]
    assert [version.basis.name_zh for version in selectors.versions(shown.rec)]
    assert len(selectors.changes_since()) == 2
    assert selectors.proof_of(shown.ref).as_json()["index"] >= 0
    assert selectors.preview("specimen", shown.document, shown.rec)["changed"] == []
    assert selectors.validator()
