"""`manage.py verify_ledger`: green on a true log, red on every altered row."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connections

from credit_portal.common.errors import DomainError
from credit_portal.ledger import checks
from credit_portal.ledger.management.commands import verify_ledger
from credit_portal.ledger.services import append
from tests.ledger.logs import entries


@pytest.mark.django_db
def test_it_prints_figures_of_a_true_log() -> None:
    for count in (1, 254, 1, 1, 300):
        append(entries(count, start=count))
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    text = out.getvalue()
    for figure in ("entries      557", "tiles        4", "checkpoints  5", "OK"):
        assert figure in text


@pytest.mark.django_db
def test_the_empty_log_is_a_true_one() -> None:
    assert checks.check_ledger().faults == []


@pytest.mark.django_db
def test_a_log_is_read_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHUNK", 3)
    append(entries(10))
    append(entries(1))
    seen: list[int] = []
    report = checks.check_ledger(progress=seen.append)
    assert (report.faults, report.entries, seen) == ([], 11, [3, 6, 9, 10, 11, 11])


def test_long_logs_show_progress() -> None:
    err = io.StringIO()
    command = verify_ledger.Command(stderr=err)
    command._progress(65_536)
    command._progress(65_537)
    assert err.getvalue() == "65536 entries\n"


# What a superuser can do who switches the guards off (security.md T2).
DAMAGE = [
    "update ledger_entry set entry = 'x' where idx = 5",
    "update ledger_entry set leaf_hash = sha256('x') where idx = 5",
    "delete from ledger_entry where idx = 299",
    "delete from ledger_entry where idx = 5",
    "delete from ledger_entry",
    "update ledger_tile set data = overlay(data placing '\\x00ff' from 40) where level = 0",
    "update ledger_tile set data = substr(data, 1, 32) where level = 0 and idx = 1",
    "update ledger_tile set data = data || data where level = 1",
    "delete from ledger_tile where level = 1",
    "insert into ledger_tile (level, idx, data) values (3, 0, sha256('x'))",
    "update ledger_checkpoint set root = sha256('x') where size = 300",
    "update ledger_checkpoint set root = sha256('x') where size = 256",
    "update ledger_checkpoint set note = replace(note, '256', '255') where size = 256",
    "update ledger_checkpoint set note = (select note from ledger_checkpoint where size = 1)"
    " where size = 256",
    "update ledger_checkpoint set size = 299 where size = 300",
    "update ledger_checkpoint set size = 400 where size = 300",
    "update ledger_checkpoint set at = at - interval '1 day' where size = 300",
    "delete from ledger_checkpoint where size = 300",
    "delete from ledger_checkpoint",
    "update ledger_state set size = 299",
    "delete from ledger_state",
]


@pytest.mark.committed
@pytest.mark.parametrize("statement", DAMAGE)
def test_it_finds_what_the_owner_changed_behind_the_guards(
    statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_ledger, "PATIENCE", 0.0)
    for count in (1, 255, 44):
        append(entries(count))
    with connections["owner"].cursor() as cursor:
        for table in ("entry", "tile", "checkpoint", "state"):
            cursor.execute(f"alter table ledger_{table} disable trigger user")
            cursor.execute(
                "select conname from pg_constraint where contype = 'c' and conrelid = %s::regclass",
                [f"ledger_{table}"],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"alter table ledger_{table} drop constraint {name}")
        cursor.execute(statement)
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("verify_ledger", stdout=out, stderr=err)
    assert stop.value.code == 1
    assert "FAULT" in err.getvalue()
    assert "OK" not in out.getvalue()


@pytest.mark.committed
@pytest.mark.parametrize(
    "statement",
    [DAMAGE[4], DAMAGE[6], DAMAGE[8], DAMAGE[10], *DAMAGE[14:16], *DAMAGE[19:]],
)
def test_no_new_head_is_signed_over_a_broken_tree(statement: str) -> None:
    for count in (1, 255, 44):
        append(entries(count))
    with connections["owner"].cursor() as cursor:
        for table in ("entry", "tile", "checkpoint", "state"):
            cursor.execute(f"alter table ledger_{table} disable trigger user")
        cursor.execute("alter table ledger_state drop constraint ledger_state_single")
        cursor.execute(statement)
    with pytest.raises(DomainError) as refusal:
        append([b"more"])
    assert refusal.value.code in {"ledger_broken", "not_found"}
