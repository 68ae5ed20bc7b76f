"""What the database refuses, whoever of the site's roles asks and however the session is set."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connections, transaction

from credit_portal.ledger.services import append
from tests.ledger.logs import entries

pytestmark = pytest.mark.committed
TABLES = [
    "ledger_entry", "ledger_tile", "ledger_checkpoint", "ledger_state", "ledger_cosignature"
]  # fmt: skip
ROLES = ["default", "public_read", "signer"]
FORBIDDEN = [
    *(f"delete from {table}" for table in TABLES),
    *(f"truncate {table}" for table in TABLES),
    *(f"drop table {table}" for table in TABLES),
    *(f"alter table {table} add column extra text" for table in TABLES),
    *(f"alter table {table} disable trigger user" for table in TABLES),
    *(f"alter table {table} disable trigger all" for table in TABLES),
    *(f"alter table {table} owner to current_user" for table in TABLES),
    *(f"create rule away as on insert to {table} do instead nothing" for table in TABLES),
    "update ledger_entry set entry = 'x'",
    "update ledger_entry set idx = idx + 1000",
    "update ledger_entry set leaf_hash = sha256('x') where idx = 0",
    "update ledger_checkpoint set note = 'x'",
    "update ledger_checkpoint set at = at - interval '1 day'",
    "update ledger_tile set idx = idx + 1000",
    "update ledger_tile set data = sha256('x') where level = 0 and idx = 0",
    "update ledger_tile set data = substr(data, 1, 32) where level = 0 and idx = 0",
    "update ledger_state set size = 1",
    "update ledger_state set id = 2",
    "insert into ledger_state (id, size) values (2, 0)",
    "insert into ledger_entry (idx, entry, leaf_hash) values (3, 'x', sha256('x'))",
    "insert into ledger_entry (idx, entry, leaf_hash) values (-1, 'x', sha256('\\x0078'))",
    "insert into ledger_entry (idx, entry, leaf_hash) values (0, 'x', sha256('\\x0078'))"
    " on conflict (idx) do update set entry = excluded.entry",
    "insert into ledger_tile (level, idx, data) values (0, 1, 'x')",
    "insert into ledger_checkpoint (size, root, note, at) values (4, sha256('x'), 'x', now())",
    "insert into ledger_checkpoint (size, root, note, at) values (2, sha256('x'), 'x', now())",
    "insert into ledger_checkpoint (size, root, note, at) values (3, sha256('x'), 'x', now())",
    "insert into ledger_cosignature (size, witness, line, at) values (2, 'w', 'x', now())",
    "update ledger_cosignature set line = 'x'",
    "drop trigger ledger_entry_keep on ledger_entry",
    "drop function portal_insert_only() cascade",
    "create or replace function portal_insert_only() returns trigger language plpgsql"
    " as 'begin return null; end'",
    "merge into ledger_entry e using (select 1) s on true when matched then delete",
    "copy ledger_entry from program 'true'",
    "set role portal_owner",
    "set session authorization portal_owner",
    "lock table ledger_entry in access exclusive mode",
]
SETTINGS = ["session_replication_role = replica", "row_security = off", "role = none",
            "default_transaction_read_only = off"]  # fmt: skip


@pytest.fixture
def three_entries(committed_database: str) -> None:
    """Something to attack."""
    with transaction.atomic():
        append(entries(3))


def contents() -> list[object]:
    """Everything stored, as the owner reads it."""
    rows: list[object] = []
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select {table}::text from {table} order by 1")
            rows += cursor.fetchall()
    return rows


@pytest.mark.parametrize("role", ROLES)
def test_every_forbidden_statement_is_refused_and_changes_nothing(
    three_entries: None, role: str
) -> None:
    before = contents()
    for statement in FORBIDDEN:
        for setting in ["", *SETTINGS]:
            with connections[role].cursor() as cursor:
                try:
                    if setting:
                        cursor.execute(f"set {setting}")
                except DatabaseError:
                    continue
                with pytest.raises(DatabaseError):
                    cursor.execute(statement)
                cursor.execute("reset all")
    assert contents() == before


@pytest.mark.parametrize("role", ROLES)
def test_the_setting_that_silences_triggers_is_not_theirs(three_entries: None, role: str) -> None:
    with connections[role].cursor() as cursor, pytest.raises(DatabaseError, match="permission"):
        cursor.execute("set session_replication_role = replica")


def test_the_guards_hold_for_the_owner_too(three_entries: None) -> None:
    guarded = [
        "update ledger_entry set entry = 'x'",
        "delete from ledger_entry",
        "truncate ledger_entry",
        "update ledger_checkpoint set note = 'x'",
        "delete from ledger_checkpoint",
        "delete from ledger_tile",
        "truncate ledger_tile",
        "update ledger_tile set data = sha256('x')",
        "update ledger_state set size = 0",
        "delete from ledger_state",
    ]
    for statement in guarded:
        with connections["owner"].cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(statement)


def test_the_public_role_reads_and_writes_nothing(three_entries: None) -> None:
    with connections["public_read"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
        cursor.execute("set default_transaction_read_only = off")
        for statement in (
            "insert into ledger_entry (idx, entry, leaf_hash) values (3, 'x', sha256('\\x0078'))",
            "insert into ledger_tile (level, idx, data) values (0, 1, sha256('x'))",
            "update ledger_state set size = 4",
            "select size from ledger_state for update",
        ):
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute(statement)


def test_the_site_roles_own_nothing_and_cannot_bypass(three_entries: None) -> None:
    with connections["owner"].cursor() as cursor:
        for alias in ROLES:
            role = connections[alias].settings_dict["USER"]
            cursor.execute(
                "select rolsuper or rolbypassrls or rolreplication or rolcreaterole"
                " from pg_roles where rolname = %s",
                [role],
            )
            assert cursor.fetchone() == (False,)
            cursor.execute("select count(*) from pg_tables where tableowner = %s", [role])
            assert cursor.fetchone() == (0,)


def test_the_grants_are_exactly_these(three_entries: None) -> None:
    with connections["owner"].cursor() as cursor:
        found = {}
        for alias in ROLES:
            for table in TABLES:
                cursor.execute(
                    "select string_agg(distinct lower(privilege_type), ' ' order by"
                    " lower(privilege_type)) from information_schema.column_privileges"
                    " where grantee = %s and table_name = %s",
                    [connections[alias].settings_dict["USER"], table],
                )
                found[alias, table] = cursor.fetchone()[0]
    expected = ["insert select", "insert select update", "select", "select update", "select"]
    assert [found["default", table] for table in TABLES] == expected
    assert [found["public_read", table] for table in TABLES] == ["select"] * 5
    expected = ["select", "select", "insert select", "select", "insert select"]
    assert [found["signer", table] for table in TABLES] == expected


def test_the_signer_reaches_no_other_table(three_entries: None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
            " and c.relkind in ('r', 'p', 'v', 'm')"
            " and has_any_column_privilege(%s, c.oid, 'select, insert, update, references')"
            " order by 1",
            [connections["signer"].settings_dict["USER"]],
        )
        assert [name for (name,) in cursor.fetchall()] == sorted(TABLES)
