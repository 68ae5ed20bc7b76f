"""`python -m tests.faults.delay --count 40`: how long after an approval its proof is served.

A portal of its own, as for the fault runs but with nothing broken: fsync on, web, worker, signer,
beats. One commitment after the other is filed and handed in (or several at once, `--people`), then
approved; from the approval's answer on, the case is asked for its reference, its page for 200 and
the proof door for the proof file. The answer leaves after the commit, so the true delay lies
between the two figures: since the answer arrived, and since the approval was sent.
Exit code 1 when the 95th percentile is above `--limit` seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from ops.signals import LISTENER
from ops.trouble import say
from tests.faults.client import Client
from tests.faults.desk import Desk, Gate
from tests.faults.journal import Journal
from tests.faults.stage import Place, Stage
from tests.faults.stories import Teller

EVERY = 0.02  # seconds between two questions
PATIENCE = 60.0
PER_SECOND = 1000.0  # nobody is slowed down


@dataclass(frozen=True)
class Waited:
    """Seconds of one publication, counted from the approval's answer but for `since_sent`."""

    published: float
    proven: float
    since_sent: float


def until(asked: Callable[[], Any]) -> Any:
    """What is answered first that is not empty. Raises TimeoutError."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if found := asked():
            return found
        time.sleep(EVERY)
    raise TimeoutError("it never came")


class Watcher(Teller):
    """Files, hands in, approves, and looks at the clock."""

    def __init__(self, desk: Desk, rng: random.Random) -> None:
        super().__init__(desk, rng)
        self.citizen = Client(desk.port, "", desk.statistics)
        self.approver = desk.client("approver", rng.randrange(3))

    def once(self) -> Waited:
        """One publication."""
        case = self._handed_in()
        shown = self.desk.read(self.approver, f"commitments/{case}/preview/")
        body = {"doc_sha": shown.json()["doc_sha"]}
        sent = time.monotonic()
        done = self.approver.api("POST", f"commitments/{case}/transitions/approve/", body)
        answered = time.monotonic()
        if done.status != 200:
            raise RuntimeError(f"not approved: {done.status}")
        ref = until(lambda: self.filer.api("GET", f"commitments/{case}/").json().get("ref"))
        until(lambda: self._is_there(f"/records/{ref}/"))
        published = time.monotonic()
        until(lambda: self._is_there(f"/api/v1/records/{ref}/proof/?format=tlog-proof"))
        proven = time.monotonic()
        return Waited(published - answered, proven - answered, proven - sent)

    def _is_there(self, path: str) -> bool:
        return self.citizen.once("GET", path).status == 200


def told(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum in seconds."""
    cuts = quantiles(values, n=100, method="inclusive")
    found = {"p50": cuts[49], "p95": cuts[94], "max": max(values)}
    return {name: round(value, 3) for name, value in found.items()}


def measure(folder: Path, port: int, count: int, people: int, pause: float) -> list[Waited]:
    """So many publications of a running portal, the first of each person not counted."""
    from tests.faults.people import settle

    journal = Journal(folder / "journal.jsonl")
    desk = Desk(port=port, journal=journal, gate=Gate(PER_SECOND), **settle())

    def work(number: int) -> list[Waited]:
        watcher = Watcher(desk, random.Random(number))
        watcher.once()
        found = []
        for _turn in range(-(-count // people)):
            time.sleep(pause)
            found.append(watcher.once())
        return found

    with ThreadPoolExecutor(people) as crowd:
        return [one for found in crowd.map(work, range(people)) for one in found]


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="From an approval to its served proof.")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--people", type=int, default=1, help="who publish at the same time")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds before each")
    parser.add_argument("--limit", type=float, default=2.0, help="seconds at most, of the p95")
    return parser.parse_args()


def main() -> int:
    """Start, measure, stop; figures on standard output."""
    asked = arguments()
    LISTENER.listen()
    folder = Path(tempfile.mkdtemp(prefix="delay-"))
    stage = Stage(Place(folder, folder / ".run"), small_disks=False)
    try:
        stage.start()
        stage.enter_django()
        found = measure(folder, stage.port, asked.count, asked.people, asked.pause)
    finally:
        stage.stop()
        shutil.rmtree(folder, ignore_errors=True)
    columns = {name: told([getattr(one, name) for one in found]) for name in vars(found[0])}
    surroundings = {"people": asked.people, "load average": round(os.getloadavg()[0], 1)}
    print(json.dumps({"publications": len(found), **surroundings, **columns}, indent=1))
    late = columns["proven"]["p95"] > asked.limit
    say(f"delay: p95 {columns['proven']['p95']} s, limit {asked.limit} s")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
