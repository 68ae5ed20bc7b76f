"""Figures of the log: signed appends and proofs a second, in a scratch database only."""

from __future__ import annotations

import functools
import os
import random
import time
from collections.abc import Callable, Iterator

from django.db import transaction

from . import selectors
from .models import LedgerState
from .services import append
from .signer import sign_pending


def figures(seconds: float = 5.0) -> Iterator[tuple[str, str]]:
    """Measure on the default database: (what, figure) pairs, about six times `seconds` long.

    RuntimeError unless the ledger is empty: what is appended stays for ever.
    """
    if LedgerState.objects.get(pk=1).size:
        raise RuntimeError("the ledger is in use; measure in a scratch database")
    for batch in (1, 100, 5_000):
        per_second, p50, p95 = _rate(functools.partial(_append, _entries(batch)), seconds)
        yield (
            f"append, batches of {batch}",
            (f"{per_second * batch:,.0f} entries/s, p50 {p50:.1f} ms, p95 {p95:.1f} ms a batch"),
        )
    size = LedgerState.objects.get(pk=1).size
    yield "entries in the log", f"{size:,}"
    for what, work in (("inclusion proof", _prove), ("consistency proof", _compare)):
        per_second, p50, p95 = _rate(functools.partial(work, size), seconds)
        yield what, f"{per_second:,.0f}/s, p50 {p50:.2f} ms, p95 {p95:.2f} ms"


def _append(entries: list[bytes]) -> None:
    with transaction.atomic():
        append(entries)
    sign_pending()


def _entries(count: int) -> list[bytes]:
    """Entries of the size that a record's leaf has."""
    return [os.urandom(150).hex().encode() for _ in range(count)]


def _prove(size: int) -> None:
    selectors.proof(random.randrange(size))  # noqa: S311 only chooses what to measure


def _compare(size: int) -> None:
    selectors.consistency(random.randrange(1, size), size)  # noqa: S311 as above


def _rate(work: Callable[[], None], seconds: float) -> tuple[float, float, float]:
    """Runs a second, and the median and 95th percentile of one in milliseconds."""
    times: list[float] = []
    end = time.monotonic() + seconds
    while not times or time.monotonic() < end:
        started = time.monotonic()
        work()
        times.append(time.monotonic() - started)
    times.sort()
    at = [1000 * times[int(share * (len(times) - 1))] for share in (0.5, 0.95)]
    return len(times) / sum(times), at[0], at[1]
