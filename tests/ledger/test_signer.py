"""The signer signs what continues what it signed, and nothing else (security.md 1.6)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from credit_portal.common import clock, invariants
from credit_portal.common.errors import Conflict, DomainError
from credit_portal.ledger import keys, memory, selectors, signer, waking
from credit_portal.ledger.checkpoint import open_checkpoint
from credit_portal.ledger.checks import check_ledger
from credit_portal.ledger.merkle import leaf_hash
from credit_portal.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerTile
from credit_portal.ledger.services import append
from credit_portal.ledger.signer import sign_pending
from tests.ledger.logs import entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signer is not woken: it signs when the test says so."""
    monkeypatch.setattr(waking, "wake", lambda: None)


@pytest.fixture
def own(settings: Any, tmp_path: Path) -> Path:
    """The signer's own file."""
    settings.SIGNER_MEMORY = str(tmp_path / "signer" / "checkpoint")
    return Path(settings.SIGNER_MEMORY)


def sizes() -> list[int]:
    return list(LedgerCheckpoint.objects.order_by("size").values_list("size", flat=True))


def signed_elsewhere(count: int) -> str:
    """A head that was signed of a log that the database does not have."""
    point = transaction.savepoint()
    append(entries(count, start=500))
    sign_pending()
    note = str(selectors.head().note)
    transaction.savepoint_rollback(point)
    return note


def test_everything_that_waits_gets_one_head(own: Path) -> None:
    for count in (3, 1, 300):
        append(entries(count, start=count))
    assert sizes() == []
    assert sign_pending() == 304
    assert sign_pending() is None
    assert sizes() == [304]
    assert own.read_text() == selectors.head().note
    assert check_ledger().faults == []


def test_unsigned_entries_are_appended_to_and_are_served_to_nobody(own: Path) -> None:
    append(entries(2))
    sign_pending()
    append(entries(3, start=2))
    assert append(entries(1, start=5)) == [5]
    client = Client()
    assert client.get("/ledger/tile/0/000.p/2").status_code == 200
    for path in ("tile/0/000.p/3", "tile/entries/000.p/3"):
        assert client.get(f"/ledger/{path}").status_code == 404
    with pytest.raises(selectors.NotSigned) as caught:
        selectors.proof(2)
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (409, "2")
    assert sign_pending() == 6
    assert selectors.proof(2).size == 6


def late() -> bool:
    """Whether invariant I08 is broken."""
    one = invariants.REGISTRY["I08"]
    with connection.cursor() as cursor:
        cursor.execute(one.sql, one.parameters())
        return bool(cursor.fetchall())


def test_the_portal_says_how_long_entries_wait(own: Path) -> None:
    with time_machine.travel("2026-03-02 01:00Z", tick=False):
        append(entries(1))
        begun = clock.now()
        assert selectors.unsigned_since() == begun
    with time_machine.travel("2026-03-02 01:11Z", tick=False):
        append(entries(1, start=1))
        assert selectors.unsigned_since() == begun
        found = Client().get("/readyz").json()["checks"]["ledger_signed"]
        assert found["status"] == "degraded" and "11 minutes" in found["detail"]
        assert late()
        sign_pending()
        assert selectors.unsigned_since() is None
        assert Client().get("/readyz").json()["checks"]["ledger_signed"]["status"] == "ok"
        assert not late()
        append(entries(1, start=2))
        assert selectors.unsigned_since() == clock.now()


STEPS = ["before keeping", "before inserting", "before committing"]


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_neither_forks_nor_loses(
    own: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(entries(2))
    sign_pending()
    append(entries(3, start=2))

    def die(*_args: Any, **_more: Any) -> None:
        raise InterruptedError

    keep = signer._keep

    def keep_and_die(note: str) -> None:
        keep(note)
        raise InterruptedError

    with monkeypatch.context() as patch, pytest.raises(InterruptedError), transaction.atomic():
        if step == STEPS[0]:
            patch.setattr(signer, "_keep", die)
        elif step == STEPS[1]:
            patch.setattr(signer, "_keep", keep_and_die)
        sign_pending()
        raise InterruptedError
    assert sizes() == [2]
    kept = own.read_text()
    assert sign_pending() == 5
    assert sizes() == [2, 5]
    assert own.read_text() == selectors.head().note
    if step != STEPS[0]:
        assert kept == selectors.head().note  # the very same bytes
    assert check_ledger().faults == []


def test_killed_and_overtaken_it_signs_what_contains_the_kept_head(own: Path) -> None:
    append(entries(2))
    sign_pending()
    first = own.read_text()
    append(entries(1, start=2))
    point = transaction.savepoint()
    sign_pending()
    kept = own.read_text()
    transaction.savepoint_rollback(point)
    append(entries(2, start=3))
    assert sign_pending() == 5
    assert (first != kept, sizes()) == (True, [2, 5])


REFUSALS = [(3, "ledger_rolled_back"), (2, "ledger_rewritten"), (1, "ledger_rewritten")]


@pytest.mark.parametrize(("size", "code"), REFUSALS)
def test_it_refuses_rollback_and_fork(own: Path, size: int, code: str) -> None:
    note = signed_elsewhere(size)
    append(entries(2))
    own.write_text(note)
    with pytest.raises(memory.RolledBack) as caught:
        sign_pending()
    assert caught.value.code == code
    with pytest.raises(CommandError, match=code):
        call_command("sign_ledger", "--once")
    assert sizes() == []


def test_it_believes_entries_and_not_tiles(own: Path) -> None:
    append(entries(299))
    sign_pending()
    tile = LedgerTile.objects.get(level=0, idx=1)
    with connection.cursor() as cursor:  # as a taken-over web process might
        cursor.execute(
            "insert into ledger_entry (idx, entry, leaf_hash) values (299, 'x', sha256('\\x0078'))"
        )
        cursor.execute("update ledger_state set size = 300")
    LedgerTile.objects.filter(level=0, idx=1).update(data=tile.data + leaf_hash(b"y"))
    with pytest.raises(Conflict):
        sign_pending()
    assert sizes() == [299]


def test_a_log_of_another_key_is_refused(own: Path, settings: Any, tmp_path: Any) -> None:
    append(entries(1))
    sign_pending()
    settings.SECRETS_DIR = tmp_path / "other"
    with pytest.raises(DomainError):
        sign_pending()
    assert sizes() == [1]


def test_a_signed_log_without_its_record_is_refused(own: Path, settings: Any) -> None:
    append(entries(1))
    sign_pending()
    note = own.read_text()
    own.unlink()
    settings.DEMO = settings.TESTING = settings.EMBEDDED = False
    with pytest.raises(memory.RolledBack) as caught:
        sign_pending()
    assert caught.value.code == "ledger_memory_missing"
    own.write_text(note)
    append(entries(1, start=1))
    assert sign_pending() == 2


def test_without_room_for_its_record_it_signs_nothing(own: Path, settings: Any) -> None:
    append(entries(1))
    settings.SIGNER_MEMORY = "/proc/nowhere/checkpoint"
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("sign_ledger", "--once")
    assert sizes() == []


def test_without_its_key_it_signs_nothing(own: Path, settings: Any, tmp_path: Path) -> None:
    append(entries(1))
    settings.SECRETS_DIR, settings.MAKE_KEYS = tmp_path / "none", False
    with pytest.raises(CommandError, match="cannot be read as a signing key"):
        call_command("sign_ledger", "--once")
    assert sizes() == []


def test_a_head_of_another_process_with_the_key_is_taken_over(own: Path, settings: Any) -> None:
    append(entries(2))
    sign_pending()
    append(entries(1, start=2))
    place, settings.SIGNER_MEMORY = settings.SIGNER_MEMORY, ""
    sign_pending()
    settings.SIGNER_MEMORY = place
    assert sign_pending() is None
    assert open_checkpoint(own.read_text(), [keys.verifier()]).size == 3


def test_a_clock_that_goes_back_does_not_go_back_in_the_log(own: Path) -> None:
    with time_machine.travel("2026-03-02 01:00Z", tick=False):
        append(entries(1))
        sign_pending()
    with time_machine.travel("2026-03-02 00:00Z", tick=False):
        append(entries(1, start=1))
        sign_pending()
    first, second = LedgerCheckpoint.objects.order_by("size").values_list("at", flat=True)
    assert second - first == timedelta(0)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_database_takes_only_heads_that_grow(own: Path, size: int) -> None:
    append(entries(2))
    sign_pending()
    append(entries(1, start=2))
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerCheckpoint.objects.create(size=size, root=bytes(32), note="x", at=clock.now())
    assert LedgerEntry.objects.count() == 3
