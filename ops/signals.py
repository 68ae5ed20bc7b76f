"""Signals: which one stops which server, and how the supervisor hears its own."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

PATIENT = signal.SIGINT  # PostgreSQL "fast shutdown": roll back, write out, leave


class Stop(BaseException):
    """Raised once in the main thread when somebody asks the supervisor to stop."""


class Listener:
    """Turns the first SIGINT, SIGTERM or SIGHUP into `Stop` and swallows the following ones."""

    def __init__(self) -> None:
        self.heard = False
        self.holding = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Handle one signal."""
        first, self.heard = not self.heard, True
        if first and not self.holding:
            raise Stop

    def listen(self) -> None:
        """Take over the three signals."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Put `Stop` off until a step is complete (a process is started *and* remembered)."""
        heard_before, self.holding = self.heard, True
        try:
            yield
        finally:
            self.holding = False
        if self.heard and not heard_before:
            raise Stop


LISTENER = Listener()
