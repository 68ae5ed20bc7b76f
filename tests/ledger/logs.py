"""Logs made in memory or in a folder, the plain definition of RFC 6962, and a key for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credit_portal.ledger.checkpoint import Checkpoint
from credit_portal.ledger.merkle import (
    EMPTY_ROOT,
    TILE_WIDTH,
    Frontier,
    Tile,
    all_tiles,
    leaf_hash,
    node_hash,
    width_at,
)
from credit_portal.ledger.note import Verifier, sign, verifier_of
from credit_portal.ledger.tiles import Bundle, pack, tile_path

ORIGIN = "ledger.example/test"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VERIFIER: Verifier = verifier_of(ORIGIN, PRIVATE)


def plain_root(hashes: Sequence[bytes]) -> bytes:
    """Merkle tree hash word for word as RFC 6962, 2.1 defines it."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(plain_root(hashes[:k]), plain_root(hashes[k:]))


class MemoryLog:
    """A log as a list of entries and a dictionary of tiles."""

    def __init__(self, entries: Sequence[bytes] = ()) -> None:
        self.entries: list[bytes] = []
        self.stored: dict[tuple[int, int], bytes] = {}
        self.tree = Frontier()
        self.append(entries)

    def append(self, entries: Sequence[bytes]) -> None:
        """Append entries and keep the tiles they touch."""
        self.entries.extend(entries)
        self.stored.update(self.tree.extend([leaf_hash(entry) for entry in entries]))

    def read(self, tiles: Sequence[Tile]) -> list[bytes]:
        """Reader for the proof functions: prefixes of the stored tiles."""
        return [self.stored[tile.level, tile.index][: 32 * tile.width] for tile in tiles]

    def note(self) -> str:
        """Signed checkpoint of the present tree."""
        head = Checkpoint(ORIGIN, self.tree.size, self.tree.root())
        return sign(head.text(), ORIGIN, PRIVATE)

    def resources(self) -> dict[str, bytes]:
        """Everything a static server would serve, by path below the prefix."""
        size = self.tree.size
        files = {"checkpoint": self.note().encode(), "key": VERIFIER.line().encode() + b"\n"}
        for tile in all_tiles(size):
            files[tile_path(tile)] = self.read([tile])[0]
        for index in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
            width = width_at(size, 0, index)
            at = index * TILE_WIDTH
            files[tile_path(Bundle(index, width))] = pack(self.entries[at : at + width])
        return files

    def export(self, folder: Path) -> None:
        """Write the resources as files."""
        for path, data in self.resources().items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def entries(count: int, start: int = 0) -> list[bytes]:
    """Entries that differ."""
    return [f"entry {number}".encode() for number in range(start, start + count)]
