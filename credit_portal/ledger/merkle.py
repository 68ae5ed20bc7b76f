"""Merkle tree of RFC 6962 kept in tiles of 256 hashes (C2SP tlog-tiles); pure, no framework.

Hashes of a tree never change as it grows: a complete subtree is written once, and the rightmost
tile of a level only gets longer. So the right edge alone (`Frontier`) is enough to append, and
the tiles of one tree are prefixes of the tiles of every later tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

HASH_SIZE = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_SIZE
MAX_SIZE = (1 << 63) - 1
EMPTY_ROOT = hashlib.sha256(b"").digest()


class LogError(ValueError):
    """Something about a log is not as it must be: a shape, a hash, a signature, a proof."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Address of the first `width` hashes of tile `index` at `level`."""

    level: int
    index: int
    width: int


@dataclass(frozen=True, slots=True)
class Node:
    """The complete subtree over leaves [index * 2**height, (index + 1) * 2**height)."""

    height: int
    index: int


Range = tuple[int, int]
TileReader = Callable[[Sequence[Tile]], Sequence[bytes]]


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 || entry) (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right) (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtree_hash(hashes: bytes) -> bytes:
    """Root over 2**k concatenated hashes of equal height."""
    while len(hashes) > HASH_SIZE:
        hashes = b"".join(
            hashlib.sha256(b"\x01" + hashes[at : at + 2 * HASH_SIZE]).digest()
            for at in range(0, len(hashes), 2 * HASH_SIZE)
        )
    return hashes


def width_at(size: int, level: int, index: int) -> int:
    """Number of hashes, 0 to 256, that tile `index` of `level` has in a tree of `size` leaves."""
    return max(0, min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - TILE_WIDTH * index))


def edge_tiles(size: int) -> list[Tile]:
    """The partial tiles on the right edge, lowest level first; levels without one are left out."""
    tiles = []
    level = 0
    while size >> TILE_HEIGHT * level:
        index = size >> TILE_HEIGHT * (level + 1)
        width = width_at(size, level, index)
        if width:
            tiles.append(Tile(level, index, width))
        level += 1
    return tiles


def all_tiles(size: int) -> Iterator[Tile]:
    """Every tile, full and partial, of a tree of `size` leaves, level by level."""
    level = 0
    while count := size >> TILE_HEIGHT * level:
        for index in range((count + TILE_WIDTH - 1) >> TILE_HEIGHT):
            yield Tile(level, index, width_at(size, level, index))
        level += 1


class Frontier:
    """The right edge of a tree: knows size and root, and grows.

    `edges` are the bytes of the tiles named by `edge_tiles(size)`, in that order; `LogError`
    when one is missing or has another length.
    """

    def __init__(self, size: int = 0, edges: Sequence[bytes] = ()) -> None:
        tiles = edge_tiles(size)
        if [len(edge) for edge in edges] != [tile.width * HASH_SIZE for tile in tiles]:
            raise LogError(f"the right edge does not have the shape of a tree of {size} leaves")
        self.size = size
        self._edges: dict[int, bytes] = {
            tile.level: bytes(edge) for tile, edge in zip(tiles, edges, strict=True)
        }

    def edges(self) -> list[tuple[Tile, bytes]]:
        """The partial tiles of the right edge with their bytes, lowest level first."""
        return [(tile, self._edges[tile.level]) for tile in edge_tiles(self.size)]

    def root(self) -> bytes:
        """Merkle tree hash of the whole tree; SHA-256 of nothing for the empty one."""
        root = b""
        for level in sorted(self._edges):
            edge = self._edges[level]
            while edge:
                block = _lowest_bit(len(edge) // HASH_SIZE) * HASH_SIZE
                left = subtree_hash(edge[-block:])
                root = node_hash(left, root) if root else left
                edge = edge[:-block]
        return root or EMPTY_ROOT

    def extend(self, hashes: Iterable[bytes]) -> dict[tuple[int, int], bytes]:
        """Append leaf hashes; answer the new content of every tile touched, by (level, index)."""
        changed: dict[tuple[int, int], bytes] = {}
        rising = list(hashes)
        grown = self.size + len(rising)
        level = 0
        while rising:
            data = self._edges.pop(level, b"") + b"".join(rising)
            index = self.size >> TILE_HEIGHT * (level + 1)
            rising = []
            for at in range(0, len(data), TILE_BYTES):
                tile = data[at : at + TILE_BYTES]
                changed[level, index] = tile
                index += 1
                if len(tile) == TILE_BYTES:
                    rising.append(subtree_hash(tile))
                else:
                    self._edges[level] = tile
            level += 1
        self.size = grown
        return changed


def tree_root(size: int, read: TileReader) -> bytes:
    """Root of the tree of `size` leaves, from its tiles."""
    if size == 0:
        return EMPTY_ROOT
    return _range_hashes([(0, size)], size, read)[0]


def inclusion_path(index: int, size: int, read: TileReader) -> list[bytes]:
    """Audit path of leaf `index` in the tree of `size` leaves (RFC 6962, 2.1.1), leaf end first."""
    if not 0 <= index < size:
        raise LogError(f"no leaf {index} in a tree of {size}")
    ranges: list[Range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return _range_hashes(ranges[::-1], size, read)


def consistency_path(old: int, new: int, read: TileReader) -> list[bytes]:
    """Proof that the tree of `new` leaves begins with the tree of `old` (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise LogError(f"a tree of {new} cannot begin with one of {old}")
    ranges: list[Range] = []
    low, high = 0, new
    while 0 < old < high:
        middle = low + _split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low > 0:
        ranges.append((low, high))
    return _range_hashes(ranges[::-1], new, read)


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """Check an audit path (RFC 9162, 2.1.3.2); `LogError` unless it leads from leaf to root."""
    if not 0 <= index < size:
        raise LogError(f"no leaf {index} in a tree of {size}")
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise LogError("the inclusion path is too long")
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            at, last = _skip_even(at, last)
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last or found != root:
        raise LogError(f"entry {index} is not in this tree of {size}")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Check a consistency proof (RFC 9162, 2.1.4.2); `LogError` unless `new` begins with `old`.

    Every tree begins with the empty one; a tree is consistent with itself by an empty proof.
    """
    fault = LogError(f"the tree of {new} does not begin with the tree of {old}")
    if not 0 <= old <= new:
        raise fault
    if old in (0, new):
        if path or old_root != (new_root if old else EMPTY_ROOT):
            raise fault
        return
    if old & (old - 1) == 0:
        path = [old_root, *path]
    if not path:
        raise fault
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise fault
        if at & 1 or at == last:
            found_old = node_hash(sibling, found_old)
            found_new = node_hash(sibling, found_new)
            at, last = _skip_even(at, last)
        else:
            found_new = node_hash(found_new, sibling)
        at, last = at >> 1, last >> 1
    if last or found_old != old_root or found_new != new_root:
        raise fault


def _skip_even(at: int, last: int) -> tuple[int, int]:
    """Pass the levels where the rightmost node has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _split(count: int) -> int:
    """Largest power of two smaller than `count` (RFC 6962, 2.1)."""
    return 1 << (count - 1).bit_length() - 1


def _lowest_bit(number: int) -> int:
    return number & -number


def _nodes(span: Range) -> Iterator[Node]:
    """Complete subtrees that make up a span which starts where RFC 6962 splits, widest first."""
    low, high = span
    while low < high:
        height = (high - low).bit_length() - 1
        yield Node(height, low >> height)
        low += 1 << height


def _place(node: Node, size: int) -> tuple[Tile, int, int]:
    """Tile that holds a node, and the byte span of the hashes below it there."""
    level, rest = divmod(node.height, TILE_HEIGHT)
    first = node.index << rest
    index, offset = divmod(first, TILE_WIDTH)
    start = offset * HASH_SIZE
    tile = Tile(level, index, width_at(size, level, index))
    return tile, start, start + (HASH_SIZE << rest)


def _range_hashes(spans: Sequence[Range], size: int, read: TileReader) -> list[bytes]:
    """Hash of each span of leaves; all tiles are asked for in one call of `read`."""
    places = [[_place(node, size) for node in _nodes(span)] for span in spans]
    tiles = sorted({tile for row in places for tile, _, _ in row})
    content = dict(zip(tiles, read(tiles), strict=True)) if tiles else {}
    for tile, data in content.items():
        if len(data) != tile.width * HASH_SIZE:
            raise LogError(f"tile {tile.level}/{tile.index} is not {tile.width} hashes wide")
    hashes = []
    for row in places:
        root = b""
        for tile, start, end in reversed(row):
            left = subtree_hash(content[tile][start:end])
            root = node_hash(left, root) if root else left
        hashes.append(root)
    return hashes
