"""What the stand-alone verifier remembers: every leaf it has read, and the head it believed.

One SQLite file in a folder of the user's (a temporary one when none is given). What a pass has
read is kept only when the signed root has confirmed it: `keep` after that, `forget` otherwise.
Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .merkle import Frontier, LogError
from .watch_leaf import Step

FILE = "verify.sqlite3"
TABLES = """
create table if not exists meta (name text primary key, value text) without rowid;
create table if not exists leaf (
    idx integer primary key, rec text not null, seq integer not null, prev blob,
    act text not null, agency text not null, at text not null, basis text not null,
    until text, cm blob not null, hash blob not null, latest integer not null);
create unique index if not exists leaf_of_record on leaf (rec, seq);
create table if not exists name (rec text primary key, ref text unique not null) without rowid;
create table if not exists seen (idx integer primary key, pass integer not null);
"""
COLUMNS = "idx, rec, seq, prev, act, agency, at, basis, until, cm, hash"
#: The latest leaf of a record, when it shows the record until the day given or longer.
SHOWN = "latest and act in ('publish', 'correct', 'annotate', 'restore')"


class State:
    """The memory in `folder`; a temporary one when None. `LogError` for a file that is none."""

    def __init__(self, folder: Path | None = None) -> None:
        name = ""  # SQLite's own temporary file, gone when it is closed
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            name = str(folder / FILE)
        self.db = sqlite3.connect(name, isolation_level=None)
        try:
            self.db.executescript("pragma journal_mode = wal; pragma synchronous = normal;")
            self.db.executescript(TABLES)
        except sqlite3.DatabaseError as error:
            raise LogError(f"{name} is not a state of this program") from error

    def close(self) -> None:
        """Put it away; a temporary one is removed."""
        self.db.close()

    # -- transactions ----------------------------------------------------------------------------

    def begin(self) -> None:
        """Start a pass over new entries."""
        self.db.execute("begin immediate")

    def keep(self) -> None:
        """What was read since `begin` has been confirmed."""
        self.db.execute("commit")

    def forget(self) -> None:
        """It has not."""
        if self.db.in_transaction:
            self.db.execute("rollback")

    # -- small things ----------------------------------------------------------------------------

    def get(self, name: str, default: Any = None) -> Any:
        """A remembered value."""
        row = self.db.execute("select value from meta where name = ?", [name]).fetchone()
        return default if row is None else json.loads(row[0])

    def put(self, name: str, value: Any) -> None:
        """Remember a value that JSON can carry."""
        self.db.execute("replace into meta values (?, ?)", [name, json.dumps(value)])

    def tree(self) -> Frontier:
        """The right edge of the tree that was confirmed last."""
        size, edges = self.get("tree", [0, []])
        return Frontier(size, [bytes.fromhex(edge) for edge in edges])

    def put_tree(self, tree: Frontier) -> None:
        """Remember the right edge."""
        self.put("tree", [tree.size, [data.hex() for _, data in tree.edges()]])

    # -- leaves ----------------------------------------------------------------------------------

    def add(self, step: Step) -> None:
        """A new latest leaf of its record."""
        if step.seq > 1:
            self.db.execute(
                "update leaf set latest = 0 where rec = ? and seq = ?", [step.rec, step.seq - 1]
            )
        values = [getattr(step, name) for name in Step.__slots__]
        self.db.execute("insert into leaf values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)", values)

    def latest(self, rec: str) -> Step | None:
        """Latest leaf of a record."""
        return self._one("where rec = ? order by seq desc limit 1", [rec])

    def version(self, rec: str, seq: int) -> Step | None:
        """A leaf by record and number."""
        return self._one("where rec = ? and seq = ?", [rec, seq])

    def at(self, index: int) -> Step | None:
        """A leaf by its place; None for a system entry and beyond the log."""
        return self._one("where idx = ?", [index])

    def is_latest(self, step: Step) -> bool:
        """Whether nothing about the record came after it."""
        found = self.latest(step.rec)
        return found is not None and found.seq == step.seq

    def shown(self, low: int, high: int, day: str) -> list[int]:
        """Places from `low` up to but not `high` whose record is to be on display on `day`."""
        return self._places(f"{SHOWN} and (until is null or until >= ?)", low, high, [day])

    def latest_places(self, low: int, high: int) -> list[int]:
        """Places from `low` up to but not `high` of the latest leaf of each record."""
        return self._places("latest", low, high, [])

    def removals(self, low: int, high: int) -> list[int]:
        """Places of leaves that ended a display, for good or until the record came back."""
        return self._places("act in ('withdraw', 'repair', 'expire')", low, high, [])

    def figures(self) -> tuple[int, int]:
        """How many leaves of records, and of how many records."""
        row = self.db.execute("select count(*), coalesce(sum(latest), 0) from leaf").fetchone()
        return int(row[0]), int(row[1])

    # -- names and passes ------------------------------------------------------------------------

    def names(self, rec: str, ref: str) -> bool:
        """Whether the record has this reference and no other; the first time it is learnt."""
        known = self.db.execute("select ref from name where rec = ?", [rec]).fetchone()
        if known is not None:
            return bool(known[0] == ref)
        try:
            self.db.execute("insert into name values (?, ?)", [rec, ref])
        except sqlite3.IntegrityError:
            return False
        return True

    def name_of(self, rec: str) -> str | None:
        """The reference that was learnt."""
        row = self.db.execute("select ref from name where rec = ?", [rec]).fetchone()
        return None if row is None else str(row[0])

    def see(self, indices: Sequence[int], number: int) -> None:
        """Note which removals pass `number` has found in good order."""
        rows = [(index, number) for index in indices]
        self.db.executemany("replace into seen values (?, ?)", rows)

    def was_seen(self, index: int, number: int) -> bool:
        """Whether this or a later pass has found it."""
        row = self.db.execute("select pass from seen where idx = ?", [index]).fetchone()
        return row is not None and row[0] >= number

    def _one(self, condition: str, values: Sequence[Any]) -> Step | None:
        row = self.db.execute(f"select {COLUMNS} from leaf {condition}", values).fetchone()  # noqa: S608 - constants of this file
        return None if row is None else Step(*row)

    def _places(self, condition: str, low: int, high: int, values: Sequence[Any]) -> list[int]:
        sql = f"select idx from leaf where idx >= ? and idx < ? and {condition} order by idx"  # noqa: S608 - constants of this file
        return [row[0] for row in self._rows(sql, [low, high, *values])]

    def _rows(self, sql: str, values: Sequence[Any]) -> Iterator[Any]:
        yield from self.db.execute(sql, values)
