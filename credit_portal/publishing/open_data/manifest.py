"""What the folder of open data holds: one manifest, and one folder for the files of each run.

A run writes into a folder of its own; the manifest names it last, by one rename. So whoever reads
the manifest finds whole files of one snapshot, or none.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

NAME = "manifest.json"
RUNS = "runs"


@dataclass(frozen=True)
class File:
    """A file: its path below the folder, size, SHA-256 in hexadecimal, and how many rows."""

    path: str
    bytes: int
    sha256: str
    rows: int


@dataclass
class Table:
    """A data set as a run wrote it: its rows, the kind whose words it repeats ("*" for all, ""
    for none), the first day on which display of one of its records ends, its files by form."""

    rows: int
    holds: str
    ends: date | None
    files: dict[str, File] = field(default_factory=dict)


@dataclass
class Manifest:
    """One run: when it read, which generation, the newest signed checkpoint and its size, and the
    tables. `shape` is a digest of the columns; a release with other columns is exported anew.

    `appended` entries had been written, signed or not, and `last_leaf` is the leaf hash of the last
    of them: what was removed after the snapshot stands behind them (`freshness`).
    """

    made_at: datetime
    generation: int
    ledger_size: int
    checkpoint: str
    appended: int
    last_leaf: str
    shape: str
    run: str
    tables: dict[str, Table] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether every table has its workbook too, which is written last."""
        return all("xlsx" in table.files for table in self.tables.values())


def root() -> Path | None:
    """The folder; None when the portal keeps no files."""
    return Path(settings.OPEN_DATA_ROOT) if settings.OPEN_DATA_ROOT else None


def read(folder: Path | None = None) -> Manifest | None:
    """The manifest as it is now; None without folder, or before the first run."""
    folder = folder or root()
    if folder is None:
        return None
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        return _parse(json.loads(text))
    except (ValueError, KeyError, TypeError):  # of another release: as if there were none
        return None


def _parse(found: dict[str, Any]) -> Manifest:
    tables = {
        code: Table(
            table["rows"],
            table["holds"],
            date.fromisoformat(table["ends"]) if table["ends"] else None,
            {form: File(**one) for form, one in table["files"].items()},
        )
        for code, table in found.pop("tables").items()
    }
    made_at = datetime.fromisoformat(found.pop("made_at"))
    return Manifest(made_at=made_at, tables=tables, **found)


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place: readers see the old one or the new one."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, default=str)
    temporary = folder / f".{NAME}.{manifest.run}"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / NAME)


def clear(folder: Path, keep: str) -> None:
    """Delete what all other runs left, those too that failed or were killed: nothing that was
    removed since stays on the disk, and no failure fills it."""
    for path in (folder / RUNS).iterdir():
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob(f".{NAME}.*"):
        path.unlink(missing_ok=True)


def erase(folder: Path, table: Table) -> None:
    """Delete the files of a table that may not be read any more."""
    for file in table.files.values():
        (folder / file.path).unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether this process is the only one that exports; the system lets go when it dies."""
    (folder / RUNS).mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
