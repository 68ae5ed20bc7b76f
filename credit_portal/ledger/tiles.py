"""Addresses of tiles and entry bundles, and the bundle format (C2SP tlog-tiles); pure."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from .merkle import MAX_SIZE, TILE_WIDTH, LogError, Tile

MAX_ENTRY = 65_535
ENTRIES = "entries"

_PATH = re.compile(
    r"(?P<level>entries|0|[1-9][0-9]?)"
    r"/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Address of the first `width` entries of bundle `index`."""

    index: int
    width: int


def index_path(index: int) -> str:
    """Number as path elements of three digits, all but the last after an x (x001/x234/067)."""
    path = f"{index % 1000:03}"
    while index := index // 1000:
        path = f"x{index % 1000:03}/{path}"
    return path


def tile_path(address: Tile | Bundle) -> str:
    """Path below `<prefix>/`, such as `tile/0/x001/234.p/7` or `tile/entries/000`."""
    level = ENTRIES if isinstance(address, Bundle) else str(address.level)
    partial = f".p/{address.width}" if address.width < TILE_WIDTH else ""
    return f"tile/{level}/{index_path(address.index)}{partial}"


def parse_path(path: str) -> Tile | Bundle:
    """Address meant by what follows `<prefix>/tile/`; `LogError` unless it is its one spelling."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise LogError("not the path of a tile")
    index = int(match["index"].replace("x", "").replace("/", ""))
    width = int(match["width"] or TILE_WIDTH)
    if index > MAX_SIZE or index_path(index) != match["index"]:
        raise LogError("not the path of a tile")
    if match["width"] and width >= TILE_WIDTH:
        raise LogError("a partial tile has 1 to 255 hashes")
    if match["level"] == ENTRIES:
        return Bundle(index, width)
    level = int(match["level"])
    if level > 63:
        raise LogError("a level is 0 to 63")
    return Tile(level, index, width)


def pack(entries: Iterable[bytes]) -> bytes:
    """Bundle of entries: each after its length as big-endian uint16."""
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def unpack(bundle: bytes, count: int) -> list[bytes]:
    """The `count` entries of a bundle; `LogError` when it does not hold exactly these."""
    entries = []
    at = 0
    while at < len(bundle):
        start = at + 2
        if start > len(bundle):
            raise LogError("an entry bundle is cut off")
        at = start + struct.unpack_from(">H", bundle, at)[0]
        if at > len(bundle):
            raise LogError("an entry bundle is cut off")
        entries.append(bundle[start:at])
    if len(entries) != count:
        raise LogError(f"an entry bundle holds {len(entries)} entries instead of {count}")
    return entries
