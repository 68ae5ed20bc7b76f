"""Whose CPU time a slice took: from /proc, so on Linux only.

Own is this process, what it started, and the server processes of the scratch database with the
server's background work. A process that ended in between counts as foreign: never too little.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
BACKGROUND = ("checkpointer", "background writer", "walwriter", "io worker", "autovacuum")


@dataclass(frozen=True)
class Reading:
    """Ticks of the machine so far (all, and not idle), and of own processes by id."""

    total: int
    busy: int
    own: dict[int, int]


def machine(stat: str) -> tuple[int, int]:
    """All ticks and busy ones (stolen ones too) from the first line of /proc/stat."""
    ticks = [int(text) for text in stat.splitlines()[0].split()[1:9]]
    return sum(ticks), sum(ticks) - ticks[3] - ticks[4]


def shares(before: Reading, after: Reading) -> tuple[float | None, float]:
    """Share of the machine that others took between two readings, and own CPU seconds."""
    own = sum(ticks - before.own.get(pid, 0) for pid, ticks in after.own.items())
    total = after.total - before.total
    if total <= 0:
        return None, own / TICKS
    return max(0.0, (after.busy - before.busy - own) / total), own / TICKS


class Meter:
    """Reads /proc for this process and for the sessions of one database on this machine."""

    def __init__(self, database: str = "", backend: int = 0) -> None:
        self.database = f" {database} "
        self.postmaster = self._parent_of_session(backend) if database and backend else 0

    def read(self) -> Reading | None:
        """A reading, or None where there is no /proc."""
        try:
            total, busy = machine((PROC / "stat").read_text())
        except OSError:
            return None
        found = {pid: (parent, ticks) for pid, parent, ticks in _processes()}
        return Reading(total, busy, {pid: found[pid][1] for pid in self._own(found)})

    def _own(self, found: dict[int, tuple[int, int]]) -> set[int]:
        own = {os.getpid()}
        grown = True
        while grown:
            more = {pid for pid, (parent, _) in found.items() if parent in own} - own
            own |= more
            grown = bool(more)
        served = {pid for pid, (parent, _) in found.items() if parent == self.postmaster}
        return (own | {pid for pid in served if self._serves(pid)}) & found.keys()

    def _serves(self, pid: int) -> bool:
        title = _title(pid)
        return self.postmaster > 0 and (
            self.database in title or any(name in title for name in BACKGROUND)
        )

    def _parent_of_session(self, backend: int) -> int:
        """The server's first process; 0 when the session is not of this machine."""
        if self.database not in _title(backend):
            return 0
        return next((parent for pid, parent, _ in _processes() if pid == backend), 0)


def _title(pid: int) -> str:
    try:
        raw = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return ""
    return raw.replace(b"\0", b" ").decode("utf-8", "replace")


def _processes() -> Iterator[tuple[int, int, int]]:
    """(id, parent, ticks with those of children waited for) of every process."""
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended
            yield int(folder.name), int(fields[1]), sum(map(int, fields[11:15]))
