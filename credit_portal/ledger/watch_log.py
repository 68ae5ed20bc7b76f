"""M1, M2, M7: the head is signed, continues the one seen last, and the new entries are in order.

Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .checkpoint import Checkpoint
from .cosignature import Witness, cosigned
from .merkle import TILE_HEIGHT, TILE_WIDTH, LogError
from .note import Verifier
from .outside import Fetch, Log, check_edge, extend, open_log
from .watch_leaf import REMOVING, Step, read_entry
from .watch_state import State

Progress = Callable[[int], None]


class Fault(LogError):
    """A log is not as it must be: `code` names the sentence, `values` fill it."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(slots=True)
class LogWatch:
    """The log, as far as it has been read and confirmed."""

    fetch: Fetch
    verifier: Verifier
    state: State
    witnesses: Sequence[Witness] = ()
    needed: int = 0
    progress: Progress = field(default=lambda _: None)
    cosigners: list[str] = field(default_factory=list)
    compared: int = 0
    _at: str = ""

    @property
    def size(self) -> int:
        """Entries read and confirmed."""
        return int(self.state.get("tree", [0])[0])

    def advance(self) -> Log:
        """Read the head and whatever is new under it; raises Fault or `LogError`, and then
        nothing new is remembered.

        1 the signature, and the witnesses'; 2 the head is not smaller than, and not another than,
        the last one; 3 the new entries, with the tiles they complete; 4 the root, which proves
        that the log still begins with what was read before; 5 the head is remembered.
        """
        log = self._open()
        before = self.state.get("head")
        self._compare(log.head, before)
        if log.head.size == self.size and before is not None:
            return log
        self.state.begin()
        try:
            self._read(log)
            self.state.put("head", [log.head.size, log.head.root.hex(), log.note])
            self.state.keep()
        finally:
            self.state.forget()
        return log

    def _open(self) -> Log:
        try:
            log = open_log(self.fetch, self.verifier)
        except LogError as error:
            raise Fault("head", why=str(error)) from error
        try:
            signed = cosigned(log.note, self.witnesses)
        except LogError as error:
            raise Fault("witness", why=str(error)) from error
        self.cosigners = sorted(signed)
        if len(signed) < self.needed:
            raise Fault("witnesses", found=len(signed), needed=self.needed)
        return log

    def _compare(self, head: Checkpoint, before: list[Any] | None) -> None:
        if before is None:
            return
        size, root = int(before[0]), str(before[1])
        if head.size < size:
            raise Fault("shrunk", old=size, new=head.size)
        if head.size == size and head.root.hex() != root:
            raise Fault("forked", size=size)

    def _read(self, log: Log) -> None:
        tree = self.state.tree()
        self._at = str(self.state.get("at", ""))
        for index in range(
            tree.size >> TILE_HEIGHT, (log.head.size + TILE_WIDTH - 1) >> TILE_HEIGHT
        ):
            start = tree.size - index * TILE_WIDTH
            entries = log.entries(index)[start:]
            first = tree.size
            self.compared += extend(log, tree, entries)
            for place, entry in enumerate(entries, first):
                self._take(place, entry)
            self.progress(tree.size)
        try:
            self.compared += check_edge(log, tree)
        except LogError as error:
            raise Fault("root", why=str(error)) from error
        self.state.put_tree(tree)
        self.state.put("at", self._at)

    def _take(self, index: int, entry: bytes) -> None:
        try:
            found = read_entry(index, entry)
        except LogError as error:
            raise Fault("entry", index=index, why=str(error)) from error
        if isinstance(found, Step):
            self._chain(found)
            self._time(found)
            self.state.add(found)
        elif found["act"] == "codes":
            self.state.put(f"codes:{found['table']}", found["sha256"])

    def _chain(self, step: Step) -> None:
        """M7: numbers without gaps, each leaf naming the one before it, in a lawful order."""
        last = self.state.latest(step.rec)
        if (last.seq if last else 0) + 1 != step.seq or (last and last.hash) != step.prev:
            raise Fault("chain", index=step.index, rec=step.rec)
        ended = last is not None and last.act in REMOVING
        if ended != (step.act == "restore"):
            raise Fault("order", index=step.index, rec=step.rec, act=step.act)

    def _time(self, step: Step) -> None:
        """Time never goes back, but to the beginning of its day (a person's leaf is dated so)."""
        if step.at < self._at and step.at != f"{self._at[:10]}T00:00:00Z":
            raise Fault("time", index=step.index)
        self._at = max(self._at, step.at)
