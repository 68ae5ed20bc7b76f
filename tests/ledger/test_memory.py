"""A database that has forgotten part of its published log is refused (security.md T20)."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client, TestCase

from credit_portal.ledger import gate, memory
from credit_portal.ledger.models import LedgerCheckpoint, LedgerEntry
from credit_portal.ledger.services import append
from tests.ledger.logs import entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of this test, and a process that knows nothing yet."""
    settings.LEDGER_MEMORY = str(tmp_path / "ledger" / "checkpoint")
    monkeypatch.setattr(gate, "GATE", gate.Gate())
    return Path(settings.LEDGER_MEMORY)


def grow(count: int, start: int = 0) -> str:
    """Append as in a transaction that commits; the newest note."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        append(entries(count, start=start))
    return str(LedgerCheckpoint.objects.order_by("-size").first().note)  # type: ignore[union-attr]


def forget(kept: Path, note: str) -> None:
    """As if the database had been restored from before `note`."""
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(note)


def longer_than_stored(count: int) -> str:
    """A head that was signed, but that the database has not."""
    from django.db import transaction

    point = transaction.savepoint()
    append(entries(count, start=500))
    note = str(LedgerCheckpoint.objects.order_by("-size").first().note)  # type: ignore[union-attr]
    transaction.savepoint_rollback(point)
    return note


def test_the_newest_head_is_kept_at_commit(kept: Path) -> None:
    first = grow(2)
    assert kept.read_text() == first
    second = grow(1, start=2)
    assert kept.read_text() == second
    memory.check()


def test_a_shorter_head_never_replaces_a_longer_one(kept: Path) -> None:
    first = grow(2)
    second = grow(1, start=2)
    memory.remember(first)
    assert kept.read_text() == second


def test_what_was_rolled_back_is_not_kept(kept: Path) -> None:
    longer_than_stored(3)
    assert not kept.exists()


def test_it_refuses_a_database_that_forgot_leaves(kept: Path) -> None:
    grow(2)
    forget(kept, longer_than_stored(3))
    with pytest.raises(memory.RolledBack) as caught:
        memory.check()
    assert caught.value.code == "ledger_rolled_back"
    with pytest.raises(memory.RolledBack):
        append(entries(1, start=900))
    assert LedgerEntry.objects.count() == 2


def test_it_refuses_another_log_of_the_same_length(kept: Path) -> None:
    note = longer_than_stored(2)
    grow(2)
    forget(kept, note)
    with pytest.raises(memory.RolledBack) as caught:
        memory.check()
    assert caught.value.code == "ledger_rewritten"


@pytest.fixture
def in_production(settings: Any) -> None:
    """Neither a demonstration nor a test nor the embedded database."""
    settings.DEMO = settings.TESTING = settings.EMBEDDED = False


def test_it_refuses_a_log_whose_head_was_taken_away(kept: Path, in_production: None) -> None:
    grow(2)
    note = grow(1, start=2)
    kept.unlink()
    with pytest.raises(memory.RolledBack) as caught:
        memory.check()
    assert caught.value.code == "ledger_memory_missing"
    with pytest.raises(memory.RolledBack):
        append(entries(1, start=900))
    kept.write_text(note)  # the operator places it again
    memory.check()


def test_an_old_log_of_one_publication_is_no_beginning(kept: Path, in_production: None) -> None:
    with time_machine.travel("2026-03-02 01:00Z", tick=False):
        grow(2)
        kept.unlink()
        memory.check()
    with time_machine.travel("2026-03-02 01:02Z", tick=False), pytest.raises(memory.RolledBack):
        memory.check()


def test_an_empty_log_starts_freely(kept: Path, in_production: None) -> None:
    memory.check()
    note = grow(1)
    assert kept.read_text() == note
    memory.check()


def test_a_demonstration_asks_for_no_kept_head(kept: Path) -> None:
    grow(2)
    kept.unlink()
    memory.check()


def test_a_file_that_lies_is_refused(kept: Path) -> None:
    forget(kept, grow(2).replace("\n2\n", "\n1\n"))
    with pytest.raises(memory.RolledBack) as caught:
        memory.check()
    assert caught.value.code == "ledger_memory_unreadable"


def test_nothing_is_served_and_readyz_says_why(kept: Path) -> None:
    grow(1)
    forget(kept, longer_than_stored(3))
    client = Client()
    page, api = client.get("/en/"), client.get("/api/v1/records/")
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "write-ahead log" in page.content.decode()
    assert (api.status_code, api.json()["code"]) == (503, "ledger_rolled_back")
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["checks"]["ledger_memory"]["status"] == "failed"


def test_no_process_starts_on_it(kept: Path) -> None:
    grow(1)
    forget(kept, longer_than_stored(3))
    with pytest.raises(SystemExit, match="ledger_rolled_back"):
        gate.require_at_start()


def test_it_serves_again_when_the_log_is_whole(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = grow(1)
    forget(kept, longer_than_stored(3))
    assert gate.GATE.look() is not None
    kept.write_text(note)
    monkeypatch.setattr(gate.GATE, "again_at", 0.0)
    assert gate.GATE.look() is None
