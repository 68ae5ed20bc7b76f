"""32 people send reports while a flood of invalid ones comes: is any lost, and how long is p99?

A running portal as `make run` starts it, on the scratch database; the clients are threads of a
process of its own, so that they do not wait for each other's Python.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

from complaints.models import Case as Complaint
from tests.bench.crowd import PEOPLE
from tests.journeys.running import ROOT, running

FLOODERS = 8
#: Below so many seconds of a slice it is a trial of the bench, and no portal is started.
FEWEST = 1.0
#: Reports of each person for each second of a slice.
EACH = 2


def figures(seconds: float, form: Callable[[], dict[str, str]]) -> Iterator[tuple[str, str]]:
    """What was measured, in words; nothing in a trial."""
    if seconds < FEWEST:
        return
    count = PEOPLE * EACH * int(seconds)
    forms = [form() for _one in range(count)]
    before = Complaint.objects.count()
    with running(wake=False) as portal:
        for flooded in (False, True):
            half = forms[flooded::2]
            told = _sent(portal.url, half, FLOODERS if flooded else 0)
            there = Complaint.objects.count() - before
            before += there
            lost = told["accepted"] - there
            name = "while a flood of invalid ones comes" if flooded else "alone"
            yield (
                f"{PEOPLE} people, {name}: sent, accepted, lost",
                (f"{len(half)}, {told['accepted']}, {lost}"),
            )
            yield f"{PEOPLE} people, {name}: p50, p99", f"{told['p50']:.2f} s, {told['p99']:.2f} s"
            if flooded:
                yield "invalid ones refused meanwhile", f"{told['refused']}"


def _sent(url: str, forms: list[dict[str, str]], flooders: int) -> dict[str, float]:
    """Let a process of clients send these."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.crowd", url, str(flooders)], cwd=ROOT, check=True,
        input=json.dumps(forms), capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found
