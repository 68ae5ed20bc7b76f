"""Child processes: started apart from the terminal, remembered, and all stopped again."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ops.signals import LISTENER

LOG_LIMIT = 20 * 1024 * 1024  # bytes kept of a log before it moves to <name>.log.1
PR_SET_PDEATHSIG = 1


def _follow_parent(number: int) -> Callable[[], None] | None:
    """Hook that lets Linux signal the child when the supervisor itself is killed."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def hook() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died between fork and prctl
            os.kill(os.getpid(), number)

    return hook


def started_at(pid: int) -> str | None:
    """Start time of a process as the system states it; None when there is no such process.

    Together with the pid it tells a process apart from a later one with the same number.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        if Path("/proc/self/stat").exists():
            return None
        done = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return done.stdout.strip() or None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[19]


def open_log(path: Path) -> int:
    """Descriptor for appending to a log, which is turned over when it has grown large."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


@dataclass
class Child:
    """One process that the supervisor starts, watches and stops."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15.0
    user: int | None = None
    directory: Path | None = None
    uses_servers: bool = False  # stopped before the servers are
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor only."""
        output = open_log(self.log)
        try:
            with LISTENER.held():
                self.process = self._spawn(output)
        finally:
            os.close(output)

    def _spawn(self, output: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            list(self.command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(self.environment) if self.environment is not None else None,
            cwd=self.directory,
            start_new_session=True,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user is not None else None,
            preexec_fn=_follow_parent(self.stop_signal),  # noqa: PLW1509 - only one thread here
        )

    @property
    def pid(self) -> int | None:
        """Process number while it runs."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def exit_code(self) -> int | None:
        """Exit code, or None while it runs or before it was started."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        """Send the polite signal without waiting."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask, wait, then end whatever is left of its session."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.stop_seconds)
        end_group(self.process.pid)
        self.process.wait()

    def end_rest(self) -> None:
        """End what a child that has exited by itself left behind in its session."""
        if self.process and self.process.poll() is not None:
            end_group(self.process.pid)

    def last_lines(self, count: int = 15) -> str:
        """End of the log, for a message."""
        try:
            text = self.log.read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-count:])


def end_group(group: int) -> None:
    """Kill what is left of a process group that we made (the leader included)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


class Register:
    """File with the processes we started, to clear up after the supervisor was killed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, children: Sequence[Child]) -> None:
        """Remember the running children."""
        rows = []
        for child in children:
            pid = child.pid
            if pid is not None:
                row = {"name": child.name, "pid": pid, "started": started_at(pid)}
                rows.append({**row, "signal": int(child.stop_signal)})
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(rows))
        fresh.replace(self.path)

    def clear(self) -> None:
        """Forget them after an orderly stop."""
        self.path.unlink(missing_ok=True)

    def end_leftovers(self, wait: float = 20.0) -> list[str]:
        """End processes of an earlier run that was killed; returns their names.

        A pid counts only with the start time it was recorded with: a number that the system
        has since given to another program is left alone.
        """
        try:
            rows = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return []
        ours = [r for r in rows if r["started"] and started_at(r["pid"]) == r["started"]]
        for row in ours:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(row["pid"], row["signal"])
        limit = time.monotonic() + wait
        while time.monotonic() < limit and any(_alive(row) for row in ours):
            time.sleep(0.1)
        for row in ours:
            if _alive(row):
                end_group(row["pid"])
        self.clear()
        return [row["name"] for row in ours]


def _alive(row: Mapping[str, object]) -> bool:
    return started_at(int(str(row["pid"]))) == row["started"]
