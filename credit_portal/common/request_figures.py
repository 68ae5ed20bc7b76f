"""How many requests, of which route and status, and how long they took: over all web processes.

The counts lie in memory that the master process maps before it forks (gunicorn's `preload_app`),
one slab per worker so that each number has one writer. No file, no lock, no broker.
"""

from __future__ import annotations

import ctypes
import mmap
import threading
from collections.abc import Iterator
from functools import lru_cache

from django.urls import URLPattern, URLResolver, get_resolver

#: Upper ends of the buckets in seconds.
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
WIDTH = len(BUCKETS) + 2  # each bucket, all, and microseconds
ROUTES = 1024
SLOTS = 32
_SLAB = ROUTES * len(CLASSES) * WIDTH
_mapped = mmap.mmap(-1, SLOTS * _SLAB * ctypes.sizeof(ctypes.c_uint64))
_numbers = (ctypes.c_uint64 * (SLOTS * _SLAB)).from_buffer(_mapped)
_mine = 0
_guard = threading.Lock()


def take_slot(age: int) -> None:
    """Called in a fresh web worker: its counts go to a slab that no living worker writes."""
    global _mine  # noqa: PLW0603 - one worker, one slab
    _mine = age % SLOTS


@lru_cache
def _routes(urlconf: str) -> dict[str, int]:
    """All route names with their place; the same in every worker, as the URLconf is."""
    names = sorted(set(_names(get_resolver(urlconf or None).url_patterns)) | {"unknown"})
    return {name: place for place, name in enumerate(names[:ROUTES])}


def _names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _names(entry.url_patterns, inner)
        elif entry.name:
            yield prefix + entry.name


def count(name: str, status: int, seconds: float) -> None:
    """One answered request of the route."""
    routes = _routes("")
    place = routes.get(name, routes["unknown"])
    kind = min(max(status // 100, 1), 5) - 1
    start = _mine * _SLAB + (place * len(CLASSES) + kind) * WIDTH
    with _guard:
        for offset, limit in enumerate(BUCKETS):
            if seconds <= limit:
                _numbers[start + offset] += 1
        _numbers[start + WIDTH - 2] += 1
        _numbers[start + WIDTH - 1] += int(seconds * 1_000_000)


def collect() -> Iterator[tuple[str, str, list[int], int, int]]:
    """(route, class of status, counts per bucket, all, microseconds) of what was ever asked."""
    for name, place in _routes("").items():
        for kind, label in enumerate(CLASSES):
            start = (place * len(CLASSES) + kind) * WIDTH
            if total := _sum(start + WIDTH - 2):
                within = [_sum(start + offset) for offset in range(len(BUCKETS))]
                yield name, label, within, total, _sum(start + WIDTH - 1)


def _sum(offset: int) -> int:
    """One number over all workers."""
    return sum(_numbers[slot * _SLAB + offset] for slot in range(SLOTS))
