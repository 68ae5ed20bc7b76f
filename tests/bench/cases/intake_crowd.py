"""32 people send reports while a flood of invalid ones comes: is any lost, and how long is p99?

A running portal as `make run` starts it, on the scratch database; the clients are threads of a
process of its own, so that they do not wait for each other's Python.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from complaints.models import Case as Complaint
from tests.bench.crowd import PEOPLE
from tests.journeys.running import ROOT, running

FLOODERS = 8
#: Below so many seconds of a slice it is a trial of the bench, and no portal is started.
FEWEST = 1.0
#: Reports of each person for each second of a slice, in equal parts by `CROWDS`.
EACH = 15
FLOODED = "while a flood of invalid ones comes"
#: What it is called, flooders, and seconds that each person waits between two reports.
CROWDS = (
    ("alone, without a pause", 0, 0.0), (f"without a pause, {FLOODED}", FLOODERS, 0.0),
    (f"a second apart, {FLOODED}", FLOODERS, 1.0),
)  # fmt: skip


def figures(seconds: float, form: Callable[[], dict[str, str]]) -> Iterator[tuple[str, str]]:
    """What was measured, in words; nothing in a trial."""
    if seconds < FEWEST:
        return
    count = PEOPLE * EACH * int(seconds)
    forms = [form() for _one in range(count)]
    before = Complaint.objects.count()
    with running(wake=False) as portal:
        for number, (name, flooders, pause) in enumerate(CROWDS):
            part = forms[number :: len(CROWDS)]
            told = _sent(portal.url, part, flooders, pause)
            there = Complaint.objects.count() - before
            before += there
            lost = told["accepted"] - there
            yield (
                f"{PEOPLE} people, {name}: sent, accepted, lost",
                (f"{len(part)}, {told['accepted']}, {lost}"),
            )
            for which in ("first", "later"):
                middle, worst = told[which]
                yield (
                    f"{PEOPLE} people, {name}: p50, p99 of their {which} reports",
                    f"{middle:.2f} s, {worst:.2f} s",
                )
            if flooders:
                yield f"invalid ones refused meanwhile ({name})", f"{told['refused']}"


def _sent(url: str, forms: list[dict[str, str]], flooders: int, pause: float) -> dict[str, Any]:
    """Let a process of clients send these."""
    command = [sys.executable, "-m", "tests.bench.crowd", url, str(flooders), str(pause)]
    done = subprocess.run(
        command, cwd=ROOT, check=True,
        input=json.dumps(forms), capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found
