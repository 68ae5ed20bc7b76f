"""32 people send reports while a flood of invalid ones comes: is any lost, and how long is p99?

A running portal as `make run` starts it, on the scratch database; the clients are threads of a
process of its own, so that they do not wait for each other's Python.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from urllib.parse import urlencode, urlsplit

from complaints.models import Case as Complaint
from tests.journeys.running import ROOT, running

PEOPLE, FLOODERS = 32, 8
#: Below so many seconds of a slice it is a trial of the bench, and no portal is started.
FEWEST = 1.0
#: Reports of each person for each second of a slice.
EACH = 2
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


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
        [sys.executable, "-m", __name__, url, str(flooders)], cwd=ROOT, text=True, check=True,
        input=json.dumps(forms), capture_output=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


# -- the process of clients ----------------------------------------------------------------------


class Crowd:
    """People who send, each one report after the other, and machines that flood beside them."""

    def __init__(self, url: str, forms: list[dict[str, str]]) -> None:
        self.place = urlsplit(url).netloc
        self.forms = forms
        self.guard = threading.Lock()
        self.times: list[float] = []
        self.accepted = self.refused = 0
        self.over = threading.Event()

    def person(self) -> None:
        """Send until no form is left."""
        link = http.client.HTTPConnection(self.place, timeout=60)
        while (form := self._next()) is not None:
            begun = time.perf_counter()
            status = post(link, form)
            spent = time.perf_counter() - begun
            with self.guard:
                self.times.append(spent)
                self.accepted += status == 200

    def _next(self) -> dict[str, str] | None:
        with self.guard:
            return self.forms.pop() if self.forms else None

    def flooder(self) -> None:
        """Forms without work, with another's work, half empty ones, wrong receipts, noise."""
        link = http.client.HTTPConnection(self.place, timeout=60)
        whole = dict(self.forms[0])
        kinds = [
            {**whole, "token": "A" * 76}, {**whole, "counter": "x"}, {**whole, "receipt": "x"},
            {"go": "send"}, {**whole, "facts": ""}, {**whole, "accused": "=cmd()"},
        ]  # fmt: skip
        for form in cycle(kinds):
            if self.over.is_set():
                return
            status = post(link, form)
            with self.guard:
                self.refused += 400 <= status < 500

    def run(self, flooders: int) -> None:
        """Until everybody has sent what he had."""
        machines = [threading.Thread(target=self.flooder) for _one in range(flooders)]
        people = [threading.Thread(target=self.person) for _one in range(PEOPLE)]
        for one in (*machines, *people):
            one.start()
        for one in people:
            one.join()
        self.over.set()
        for one in machines:
            one.join()


def post(link: http.client.HTTPConnection, form: dict[str, str]) -> int:
    """Send a form over a kept connection; the status, 0 when the connection broke."""
    try:
        link.request("POST", "/complaints/new/", urlencode(form), HEADERS)
        answer = link.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        link.close()
        return 0
    return answer.status


def main() -> None:
    """Forms come on standard input, figures go to standard output."""
    crowd = Crowd(sys.argv[1], json.load(sys.stdin))
    crowd.run(int(sys.argv[2]))
    cuts = statistics.quantiles(crowd.times, n=100)
    told = {
        "accepted": crowd.accepted, "refused": crowd.refused, "p50": cuts[49], "p99": cuts[98],
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
