"""`python -m tests.bench.crowd URL FLOODERS PAUSE`: the clients of `cases/intake_crowd.py`.

Forms come on standard input as JSON, figures go to standard output. Nothing of the portal is
loaded: the clients must not take the time that they measure.
"""

from __future__ import annotations

import http.client
import json
import random
import statistics
import sys
import threading
import time
from itertools import cycle
from urllib.parse import urlencode, urlsplit

PEOPLE = 32
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


class Crowd:
    """People who send, each one report after the other, and machines that flood beside them."""

    def __init__(self, url: str, forms: list[dict[str, str]], pause: float) -> None:
        self.pause = pause  # seconds between two reports of a person
        self.place = urlsplit(url).netloc
        self.forms = forms
        self.guard = threading.Lock()
        self.first: list[float] = []  # of each person, when nothing is warm
        self.later: list[float] = []
        self.accepted = self.refused = 0
        self.over = threading.Event()

    def person(self) -> None:
        """Send until no form is left."""
        link, times = http.client.HTTPConnection(self.place, timeout=60), self.first
        self.over.wait(random.uniform(0, self.pause))
        while (form := self._next()) is not None:
            begun = time.perf_counter()
            status = post(link, form)
            spent = time.perf_counter() - begun
            with self.guard:
                times.append(spent)
                self.accepted += status == 200
            times = self.later
            self.over.wait(self.pause)

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


def cuts(times: list[float]) -> tuple[float, float]:
    """p50 and p99."""
    found = statistics.quantiles(times, n=100)
    return found[49], found[98]


def main() -> None:
    """Send what comes; say how it went."""
    crowd = Crowd(sys.argv[1], json.load(sys.stdin), float(sys.argv[3]))
    crowd.run(int(sys.argv[2]))
    told = {
        "accepted": crowd.accepted, "refused": crowd.refused,
        "first": cuts(crowd.first), "later": cuts(crowd.later),
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
