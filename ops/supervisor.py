"""Watches the processes of `make run`: starts again what crashes, stops everything at the end."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

from ops.process import Child, Register
from ops.trouble import say

POLL_SECONDS = 0.3
CALM_SECONDS = 60.0  # a child that lived this long starts with a clean record
LONGEST_PAUSE = 30.0
SHOWN_CRASH = 2  # at the second crash in a row the end of the log is shown


@dataclass
class Watched:
    """A child and its record."""

    child: Child
    attempts_left: int | None  # None: for ever (a service); a number: a job that may be retried
    began: float = 0.0
    crashes: int = 0
    again_at: float | None = None
    finished: bool = False


@dataclass
class Supervisor:
    """Keeps services running; a job (demonstration data) is done when it exits with 0."""

    register: Register
    watched: list[Watched] = field(default_factory=list)

    def adopt(self, child: Child) -> None:
        """Watch a child that runs already."""
        self.watched.append(Watched(child, None, time.monotonic()))
        self._note()

    def launch(self, child: Child, *, retries: int | None = None) -> None:
        """Start a child and watch it; `retries` makes it a job instead of a service."""
        found = Watched(child, retries, time.monotonic())
        self.watched.append(found)
        child.start()
        self._note()

    def _note(self) -> None:
        self.register.write([w.child for w in self.watched])

    def watch(self) -> None:
        """Look after the children until `Stop` is raised."""
        while True:
            self.look()
            time.sleep(POLL_SECONDS)

    def look(self) -> None:
        """One round: notice exits, start again what is due."""
        now = time.monotonic()
        for found in self.watched:
            if found.finished:
                continue
            if found.again_at is not None:
                if now >= found.again_at:
                    self._again(found, now)
                continue
            code = found.child.exit_code()
            if code is not None:
                self._exited(found, code, now)

    def crashes(self, child: Child) -> int:
        """How often a child crashed in a row."""
        return next(found.crashes for found in self.watched if found.child is child)

    def _again(self, found: Watched, now: float) -> None:
        found.again_at, found.began = None, now
        found.child.start()
        self._note()

    def _exited(self, found: Watched, code: int, now: float) -> None:
        name, log = found.child.name, os.path.relpath(found.child.log)
        found.child.end_rest()
        if found.attempts_left is not None:
            if code == 0 or found.attempts_left == 0:
                found.finished = True
                how = "is complete" if code == 0 else f"gave up (exit code {code}, see {log})"
                say(f"{name} {how}.")
                self._note()
                return
            found.attempts_left -= 1
        found.crashes = 1 if now - found.began > CALM_SECONDS else found.crashes + 1
        pause = min(2.0 ** (found.crashes - 1), LONGEST_PAUSE)
        found.again_at = now + pause
        say(f"{name} stopped by itself (exit code {code}, see {log}); again in {pause:.0f} s.")
        if found.crashes == SHOWN_CRASH:
            say(f"The end of {log}:\n{found.child.last_lines(5)}")

    def stop(self) -> None:
        """Stop all: those that use the servers first and together, then the servers."""
        services = [w.child for w in self.watched]
        for child in services:
            if child.uses_servers:
                child.ask_to_stop()
        for child in sorted(services, key=lambda c: not c.uses_servers):
            child.stop()
        self.watched.clear()
        self.register.clear()
