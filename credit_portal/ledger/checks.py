"""Recompute the stored log from its entries and say everything that does not agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from . import keys
from .checkpoint import open_checkpoint
from .merkle import EMPTY_ROOT, TILE_BYTES, Frontier, LogError, Tile, leaf_hash
from .models import LedgerCheckpoint, LedgerEntry, LedgerState, LedgerTile
from .tiles import tile_path

CHUNK = 4096
MAX_FAULTS = 100


@dataclass(slots=True)
class Report:
    """What was read, and the faults found (the first hundred)."""

    entries: int = 0
    tiles: int = 0
    checkpoints: int = 0
    root: bytes = EMPTY_ROOT
    faults: list[str] = field(default_factory=list)

    def fault(self, text: str) -> None:
        """Note a fault; the list stays readable."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(text)


def check_ledger(
    *, using: str = "default", progress: Callable[[int], None] = lambda _: None
) -> Report:
    """Recompute leaf hashes, tiles and the root at every checkpoint; call inside one snapshot.

    1. Entries are dense from 0 and hash to their leaf hash. 2. Each tile is what they give, and
    there is no other. 3. Every checkpoint is signed, its root is the tree's at that size, and
    times never go back. 4. The newest covers every entry, and the state says the same size.
    """
    return _Check(using, progress).run()


class _Check:
    """One pass over the entries, checkpoints alongside."""

    def __init__(self, using: str, progress: Callable[[int], None]) -> None:
        self.using = using
        self.progress = progress
        self.report = Report()
        self.tree = Frontier()
        self.pending: list[bytes] = []
        self.heads = self._heads()
        self.target = next(self.heads, None)
        self.covered = 0

    def run(self) -> Report:
        """Read everything once."""
        for hashed in self._leaf_hashes():
            self.pending.append(hashed)
            size = self.tree.size + len(self.pending)
            if self.target is not None and self.target.size <= size:
                self._grow()
                self._check_head(self.target)
            elif len(self.pending) == CHUNK:
                self._grow()
        self._grow()
        self._finish()
        return self.report

    def _heads(self) -> Iterator[LedgerCheckpoint]:
        """Checkpoints by size; their signature, their text and their times are checked here."""
        verifier = keys.verifier()
        before: datetime | None = None
        for head in LedgerCheckpoint.objects.using(self.using).order_by("size").iterator():
            self.report.checkpoints += 1
            try:
                signed = open_checkpoint(head.note, [verifier])
                if (signed.size, signed.root) != (head.size, head.root):
                    self.report.fault(f"checkpoint {head.size}: the note says something else")
            except LogError as error:
                self.report.fault(f"checkpoint {head.size}: {error}")
            if before is not None and head.at < before:
                self.report.fault(f"checkpoint {head.size}: earlier than the one before it")
            before = head.at
            yield head

    def _leaf_hashes(self) -> Iterator[bytes]:
        """Leaf hashes recomputed from the entries."""
        rows = LedgerEntry.objects.using(self.using).order_by("idx")
        for row in rows.iterator(chunk_size=CHUNK):
            if row.idx != self.report.entries:
                self.report.fault(f"entry {row.idx} stands at place {self.report.entries}")
            hashed = leaf_hash(row.entry)
            if hashed != row.leaf_hash:
                self.report.fault(f"entry {row.idx} is not what its leaf hash says")
            self.report.entries += 1
            yield hashed

    def _grow(self) -> None:
        """Add what is pending; a tile that became full is final and compared."""
        for (level, idx), data in self.tree.extend(self.pending).items():
            if len(data) == TILE_BYTES:
                self._check_tile(Tile(level, idx, 256), data)
        self.pending = []
        self.progress(self.tree.size)

    def _check_tile(self, tile: Tile, data: bytes) -> None:
        self.report.tiles += 1
        row = LedgerTile.objects.using(self.using).filter(level=tile.level, idx=tile.index).first()
        if row is None or row.data != data:
            self.report.fault(f"{tile_path(tile)} is not what the entries give")

    def _check_head(self, head: LedgerCheckpoint) -> None:
        if (head.size, head.root) != (self.tree.size, self.tree.root()):
            self.report.fault(f"checkpoint {head.size}: not the root of the entries")
        self.covered = head.size
        self.target = next(self.heads, None)

    def _finish(self) -> None:
        """What is left at the end: partial tiles, surplus rows, the state."""
        for tile, data in self.tree.edges():
            self._check_tile(tile, data)
        self.report.root = self.tree.root()
        surplus = LedgerTile.objects.using(self.using).count() - self.report.tiles
        if surplus > 0:
            self.report.fault(f"{surplus} tiles too many")
        while self.target is not None:
            self.report.fault(f"checkpoint {self.target.size}: more than there are entries")
            self.target = next(self.heads, None)
        if self.covered != self.report.entries:
            self.report.fault(f"entries from {self.covered} on are under no checkpoint")
        state = LedgerState.objects.using(self.using).filter(pk=1).first()
        if state is None or state.size != self.report.entries:
            self.report.fault("the state does not say the number of entries")
