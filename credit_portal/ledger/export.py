"""The whole log as files that any web server can serve, under the names of the doors.

A file that exists is complete (written aside, through to the disk, then renamed) and never
changes, so an export goes on where an earlier one stopped. The checkpoint is written last: whoever
reads the folder meanwhile finds everything that the checkpoint there speaks of.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from . import selectors
from .merkle import TILE_WIDTH, LogError, all_tiles, width_at
from .selectors import PUBLIC
from .tiles import Bundle, tile_path

BATCH = 128


@dataclass(slots=True)
class Exported:
    """What an export did: entries under its checkpoint, files written, files that were there."""

    size: int
    written: int = 0
    kept: int = 0


def export(folder: Path, *, using: str = PUBLIC) -> Exported:
    """Write key, tiles, entry bundles and, last, the newest checkpoint with its cosignatures.

    Raises LogError when a tile is not stored or nothing was ever signed, OSError when the folder
    takes no files.
    """
    head = selectors.head(using=using)
    if not head.note:
        raise LogError("the log has no signed head yet")
    done = Exported(head.size)
    for path, data in _missing(folder, head.size, done, using):
        _write(folder / path, data)
        done.written += 1
    _write(folder / "key", f"{selectors.verifier_line()}\n".encode())
    _write(folder / "checkpoint", selectors.served(head, using=using).encode())
    return done


def _missing(folder: Path, size: int, done: Exported, using: str) -> Iterator[tuple[str, bytes]]:
    """Tiles and bundles of a tree that the folder does not have yet."""
    every = all_tiles(size)
    while tiles := list(islice(every, BATCH)):
        wanted = [tile for tile in tiles if not (folder / tile_path(tile)).exists()]
        done.kept += len(tiles) - len(wanted)
        found = selectors.tile_bytes(wanted, using=using)
        yield from ((tile_path(tile), data) for tile, data in zip(wanted, found, strict=True))
    for index in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
        bundle = Bundle(index, width_at(size, 0, index))
        if (folder / tile_path(bundle)).exists():
            done.kept += 1
            continue
        data = selectors.entry_bundle(bundle.index, bundle.width, using=using)
        if data is None:
            raise LogError(f"{tile_path(bundle)} is not stored whole")
        yield tile_path(bundle), data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(fresh, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
