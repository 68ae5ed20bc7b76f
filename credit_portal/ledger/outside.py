"""A log as somebody outside sees it: recomputed from what it serves, and believed in nothing.

Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .checkpoint import Checkpoint, TlogProof, open_checkpoint
from .jcs import canonical
from .merkle import (
    TILE_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Frontier,
    LogError,
    Tile,
    TileReader,
    consistency_path,
    leaf_hash,
    verify_consistency,
    width_at,
)
from .note import Verifier, decode
from .tiles import Bundle, tile_path, unpack

Fetch = Callable[[str], bytes]
DOMAIN = b"gip/record/v1\n"
SALT_SIZE = 32


class Missing(Exception):
    """A resource could not be had; `gone` when the server says that there is none."""

    def __init__(self, text: str, *, gone: bool = False) -> None:
        super().__init__(text)
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Log:
    """Where to fetch a log, and the head that was believed."""

    fetch: Fetch
    head: Checkpoint
    note: str

    def read(self, tiles: Sequence[Tile]) -> list[bytes]:
        """Bytes of tiles; a partial one that is gone is cut from the full one."""
        return [self._tile(tile) for tile in tiles]

    def entries(self, index: int) -> list[bytes]:
        """Entries of bundle `index` as far as the head goes."""
        width = width_at(self.head.size, 0, index)
        try:
            return unpack(self.fetch(tile_path(Bundle(index, width))), width)
        except Missing:
            if width == TILE_WIDTH:
                raise
            full = self.fetch(tile_path(Bundle(index, TILE_WIDTH)))
            return unpack(full, TILE_WIDTH)[:width]

    def _tile(self, tile: Tile) -> bytes:
        try:
            return self.fetch(tile_path(tile))
        except Missing:
            if tile.width == TILE_WIDTH:
                raise
            full = self.fetch(tile_path(replace(tile, width=TILE_WIDTH)))
            return full[: TILE_BYTES * tile.width // TILE_WIDTH]


def nowhere(path: str) -> bytes:
    """The fetcher of somebody who checks offline: nothing can be had."""
    raise Missing(f"{path} is needed, but no address was given")


def open_log(fetch: Fetch, verifier: Verifier) -> Log:
    """The log with its present head; `LogError` when the head is not signed by the key."""
    note = utf8(fetch("checkpoint"))
    return Log(fetch, open_checkpoint(note, [verifier]), note)


def check_everything(log: Log, progress: Callable[[int], None] = lambda _: None) -> int:
    """Recompute the tree from the entries and compare each tile and the root; tiles compared."""
    tree = Frontier()
    compared = 0
    for index in range((log.head.size + TILE_WIDTH - 1) >> TILE_HEIGHT):
        compared += extend(log, tree, log.entries(index))
        progress(tree.size)
    return compared + check_edge(log, tree)


def extend(log: Log, tree: Frontier, entries: Sequence[bytes]) -> int:
    """Grow the tree by entries and compare each tile that became full; tiles compared."""
    grown = tree.extend([leaf_hash(entry) for entry in entries])
    full = [(place, data) for place, data in grown.items() if len(data) == TILE_BYTES]
    for (level, number), data in full:
        _same(log.read, Tile(level, number, TILE_WIDTH), data)
    return len(full)


def check_edge(log: Log, tree: Frontier) -> int:
    """Compare the partial tiles and the root of a tree that was grown to the head."""
    for tile, data in tree.edges():
        _same(log.read, tile, data)
    if tree.root() != log.head.root:
        raise LogError("the entries do not have the root that is signed")
    return len(tree.edges())


def check_growth(log: Log, old: Checkpoint) -> None:
    """`LogError` unless the log still begins with the tree of an earlier head."""
    if old.size > log.head.size:
        raise LogError(f"the log has shrunk from {old.size} to {log.head.size} entries")
    path = consistency_path(old.size, log.head.size, log.read)
    verify_consistency(old.size, log.head.size, old.root, log.head.root, path)


def check_proof(proof: TlogProof, entry: bytes, verifier: Verifier) -> Checkpoint:
    """Head under which the entry is proven to stand at its index; `LogError` when it is not."""
    return proof.verify(leaf_hash(entry), [verifier])


def committed(salt: bytes, document: Any) -> bytes:
    """HMAC-SHA256(salt, "gip/record/v1\\n" || JCS(document)); the salt is exactly 32 bytes."""
    if len(salt) != SALT_SIZE:
        raise LogError("a salt has exactly 32 bytes")
    return hmac.digest(salt, DOMAIN + canonical(document), hashlib.sha256)


def check_document(proof: TlogProof, entry: bytes, document: bytes) -> None:
    """`LogError` unless the entry commits to the document with the proof's salt."""
    if proof.extra is None or len(proof.extra) != SALT_SIZE:
        raise LogError("the proof carries no salt")
    try:
        value, leaf = json.loads(document), json.loads(entry)
    except (ValueError, RecursionError) as error:
        raise LogError("document or entry is not JSON") from error
    given = leaf.get("cm") if isinstance(leaf, dict) else None
    if not isinstance(given, str) or decode(given) != committed(proof.extra, value):
        raise LogError("the entry does not commit to this document")


def utf8(data: bytes) -> str:
    """Text of bytes; `LogError` when they are none."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise LogError("not text in UTF-8") from error


def _same(read: TileReader, tile: Tile, data: bytes) -> None:
    if read([tile])[0] != data:
        raise LogError(f"{tile_path(tile)} is not what the entries give")
