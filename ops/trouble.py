"""The one exception of `ops` that is shown to a person without a traceback."""

from __future__ import annotations

import sys
import time

_began = time.monotonic()


class Trouble(Exception):
    """Something the person at the keyboard can change; the text says what and how."""


def say(text: str) -> None:
    """Print one line with the seconds since the start."""
    print(f"[{time.monotonic() - _began:6.1f} s] {text}", flush=True)


def complain(trouble: Trouble) -> None:
    """Print a trouble so that it is not overlooked."""
    print(f"\n{trouble}\n", file=sys.stderr, flush=True)
