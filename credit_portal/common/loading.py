"""How far the demonstration data have been loaded: for the banner on every page, and for whoever
waits until they are.

Kept in the database cache by the loader and gone two minutes after it stopped, so that a killed
run leaves no banner behind. A page asks the database at most once in two seconds per process.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

KEY = "desk.demo.percent"
FORGOTTEN_AFTER = 120
ASK_EVERY = 2.0
DONE = 100

_known: list[tuple[float, int | None]] = []


def keep(percent: int) -> None:
    """Note how far it is, 0 to 100; 100 ends the banner."""
    cache.set(KEY, max(0, min(percent, DONE)), FORGOTTEN_AFTER)


def percent() -> int | None:
    """How far loading is, 0 to 99; None outside of demonstration and when nothing is loading."""
    if not settings.DEMO:
        return None
    now = time.monotonic()
    if not _known or now - _known[0][0] >= ASK_EVERY:
        _known[:] = [(now, cache.get(KEY))]
    found = _known[0][1]
    return None if found is None or found >= DONE else found


def is_loading() -> bool:
    """Whether the data are being loaded at this very moment."""
    found = cache.get(KEY) if settings.DEMO else None
    return found is not None and found < DONE


def banner() -> dict[str, int] | None:
    """Value of the template variable `demo_loading`."""
    found = percent()
    return None if found is None else {"percent": found}
