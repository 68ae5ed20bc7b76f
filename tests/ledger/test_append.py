"""Appending through the service: indices, tiles, heads, and the refusal to sign a broken tree."""

from __future__ import annotations

from typing import Any

import pytest

from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.ledger import bench, keys, selectors
from credit_portal.ledger.checkpoint import open_checkpoint, parse_proof
from credit_portal.ledger.merkle import LogError, Tile, leaf_hash, verify_consistency
from credit_portal.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerState, LedgerTile
from credit_portal.ledger.services import append
from credit_portal.ledger.tiles import unpack
from tests.ledger.logs import MemoryLog, entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> MemoryLog:
    """The same log in memory, to compare with."""
    return MemoryLog()


def grow(log: MemoryLog, count: int) -> list[int]:
    """Append to both."""
    new = entries(count, start=log.tree.size)
    log.append(new)
    return append(new)


def test_it_gives_dense_indices_and_one_head_per_append(log: MemoryLog) -> None:
    assert grow(log, 3) == [0, 1, 2]
    assert grow(log, 1) == [3]
    assert list(LedgerCheckpoint.objects.order_by("size").values_list("size", flat=True)) == [3, 4]
    head = open_checkpoint(selectors.head().note, [keys.verifier()])
    assert (head.size, head.root) == (4, log.tree.root())
    assert LedgerState.objects.get().size == 4


@pytest.mark.parametrize("first", [255, 256, 257])
def test_tiles_are_the_trees_across_the_edge(log: MemoryLog, first: int) -> None:
    for count in (first, 1, 1, 300):
        grow(log, count)
        stored = {
            (level, idx): bytes(data)
            for level, idx, data in LedgerTile.objects.values_list("level", "idx", "data")
        }
        assert stored == log.stored
        assert selectors.head().root == log.tree.root()


def test_nothing_appended_is_nothing_signed() -> None:
    assert append([]) == []
    assert not LedgerCheckpoint.objects.exists()


def test_an_entry_has_at_most_65535_bytes() -> None:
    with pytest.raises(Invalid):
        append([b"fine", bytes(65_536)])
    assert not LedgerEntry.objects.exists()
    assert append([bytes(65_535), b""]) == [0, 1]


def test_every_proof_verifies_under_every_head(log: MemoryLog) -> None:
    for count in (3, 252, 2, 43):
        grow(log, count)
    sizes = list(LedgerCheckpoint.objects.values_list("size", flat=True))
    for size in [*sizes, None]:
        for index in (0, 2, 254, 255, 256, 299):
            if index >= (size or 300):
                with pytest.raises(NotFound):
                    selectors.proof(index, size)
                continue
            text = selectors.tlog_proof(index, bytes(32), size)
            read = parse_proof(text)
            assert read.extra == bytes(32)
            proven = read.verify(leaf_hash(log.entries[index]), [keys.verifier()])
            assert proven.size == (size or 300)


def test_a_proof_says_what_a_client_needs(log: MemoryLog) -> None:
    grow(log, 2)
    proof = selectors.proof(1)
    assert (proof.index, proof.size, proof.root) == (1, 2, log.tree.root())
    assert (proof.leaf_hash, proof.path) == (leaf_hash(b"entry 1"), (leaf_hash(b"entry 0"),))
    assert selectors.entry(1) == b"entry 1"
    with pytest.raises(NotFound):
        selectors.entry(2)
    with pytest.raises(NotFound):
        selectors.proof(0, 1)


def test_any_two_heads_are_consistent(log: MemoryLog) -> None:
    for count in (1, 6, 249, 100):
        grow(log, count)
    heads = list(LedgerCheckpoint.objects.order_by("size"))
    for old in heads:
        for new in heads:
            if old.size <= new.size:
                path = selectors.consistency(old.size, new.size)
                verify_consistency(old.size, new.size, old.root, new.root, path)
    for sizes in ((5, 4), (-1, 3), (1, 357)):
        with pytest.raises(NotFound):
            selectors.consistency(*sizes)


def test_partial_tiles_and_bundles_are_prefixes(log: MemoryLog) -> None:
    grow(log, 300)
    whole = selectors.tile(Tile(0, 0, 256))
    assert whole is not None
    for width in (1, 100, 255):
        assert selectors.tile(Tile(0, 0, width)) == whole[: 32 * width]
    bundle = selectors.entry_bundle(1, 44)
    assert bundle is not None
    assert unpack(bundle, 44) == log.entries[256:]
    assert selectors.entry_bundle(1, 45) is None
    assert selectors.tile(Tile(0, 1, 45)) is None
    assert selectors.tile(Tile(2, 0, 1)) is None
    assert selectors.tile_bytes([]) == []
    with pytest.raises(LogError):
        selectors.tile_bytes([Tile(0, 1, 45)])


def test_the_empty_log_has_a_signed_head() -> None:
    head = open_checkpoint(selectors.head().note, [keys.verifier()])
    assert head.size == 0
    assert selectors.consistency(0, 0) == []


def test_it_does_not_go_on_with_another_key(log: MemoryLog, settings: Any, tmp_path: Any) -> None:
    grow(log, 1)
    settings.SECRETS_DIR = tmp_path
    with pytest.raises(Conflict) as refusal:
        append([b"more"])
    assert refusal.value.code == "ledger_broken"
    assert LedgerState.objects.get().size == 1


def test_it_does_not_go_on_under_another_origin(log: MemoryLog, settings: Any) -> None:
    grow(log, 1)
    settings.LEDGER_ORIGIN = "other.example"
    with pytest.raises(Conflict):
        append([b"more"])


def test_rows_say_what_they_are(log: MemoryLog) -> None:
    grow(log, 1)
    rows = [model.objects.get() for model in (LedgerEntry, LedgerTile, LedgerCheckpoint)]
    assert [str(row) for row in rows] == ["entry 0", "tile 0/0", "checkpoint 1"]
    assert str(LedgerState.objects.get()) == "1 entries"


def test_the_bench_measures_an_empty_log_only() -> None:
    found = dict(bench.figures(seconds=0.01))
    assert "entries/s" in found["append, batches of 100"]
    assert list(found)[-2:] == ["inclusion proof", "consistency proof"]
    with pytest.raises(RuntimeError):
        next(bench.figures())
