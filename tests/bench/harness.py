"""Rounds of the bench: limit, baseline and candidate back to back, in rotated order."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import override_settings

from tests.bench import scratch
from tests.bench.figures import Goal, Round, Slice
from tests.bench.meter import Meter, shares

#: As in production: no clock row. And nobody is woken: the bench publishes by itself.
SETTINGS = {"CLOCK_ROW": False, "WAKE_AT_COMMIT": False, "ROOT_URLCONF": "tests.bench.urls"}


def nothing() -> None:
    """No preparation."""


@dataclass(frozen=True)
class Way:
    """A way to do the same work.

    `step` does a piece of it and answers how many units that was, 0 when nothing is left.
    `prepare` comes before each slice, untimed. `once`: a slice is a single step.
    """

    name: str
    step: Callable[[], float]
    prepare: Callable[[], None] = nothing
    once: bool = False


@dataclass(frozen=True)
class Case:
    """Something to be measured: ways to compare, or figures that stand by themselves.

    `start(rows)` seeds the scratch database and checks that all ways answer alike (Mismatch),
    before anything is timed. Neighbours of the same `stage` run in one scratch database, which
    the first of them seeds and none of them changes.
    """

    name: str
    title: str
    unit: str
    goals: tuple[Goal, ...] = ()
    start: Callable[[int], Sequence[Way]] = lambda rows: ()
    figures: Callable[[float], Iterator[tuple[str, str]]] = lambda seconds: iter(())
    surroundings: Callable[[], AbstractContextManager[object]] = nullcontext
    stage: str = ""


@dataclass(frozen=True)
class Result:
    """What was measured of a case."""

    case: Case
    rows: int
    ways: tuple[str, ...]
    rounds: list[Round]
    figures: list[tuple[str, str]]


Say = Callable[[str], None]


@contextmanager
def unread_log() -> Iterator[None]:
    """Every line is made and written, as in production, but not onto the screen."""
    handlers = [
        one
        for one in logging.getLogger().handlers
        if isinstance(one, logging.StreamHandler) and not hasattr(one, "records")  # pytest's own
    ]
    before = [one.stream for one in handlers]
    with Path(os.devnull).open("w") as nowhere:
        try:
            for one in handlers:
                one.stream = nowhere
            yield
        finally:
            for one, stream in zip(handlers, before, strict=True):
                one.stream = stream


def measure(case: Case, *, rounds: int, seconds: float, rows: int, say: Say) -> Result:
    """Seed, check, and run the rounds in the present scratch database."""
    with override_settings(**SETTINGS), case.surroundings(), unread_log():
        meter = Meter(str(connection.settings_dict["NAME"]), scratch.session())
        with connection.cursor() as cursor:
            cursor.execute("set statement_timeout = 0")
        say(f"{case.name}: seeding")
        ways = case.start(rows)
        found = []
        for number in range(rounds if ways else 0):
            say(f"{case.name}: round {number + 1} of {rounds}")
            found.append(_round(ways, number, seconds, meter))
        names = tuple(way.name for way in ways)
        return Result(case, rows, names, found, list(case.figures(seconds)))


def _round(ways: Sequence[Way], number: int, seconds: float, meter: Meter) -> Round:
    """Every way once; who begins changes from round to round."""
    first = number % len(ways)
    return {way.name: _slice(way, seconds, meter) for way in (*ways[first:], *ways[:first])}


def _slice(way: Way, seconds: float, meter: Meter) -> Slice:
    way.prepare()
    before = meter.read()
    begun = time.perf_counter()
    units = 0.0
    while True:
        done = way.step()
        units += done
        spent = time.perf_counter() - begun
        if way.once or not done or spent >= seconds:
            break
    after = meter.read()
    foreign, own = shares(before, after) if before and after else (None, 0.0)
    return Slice(way.name, units, spent, foreign, own)
