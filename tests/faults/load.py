"""The people of a run, in a process of their own: `python -m tests.faults.load FOLDER`.

Hears `pause`, `resume SECONDS` (by which the portal's clock is ahead) and `finish` on standard
input, one per line; answers `ok` when everybody who was acting has his answer. Writes what
happened to `load.json` at the end.
"""

from __future__ import annotations

import contextlib
import json
import random
import sys
import threading
import time
from pathlib import Path

from tests.faults.client import Broken, Client
from tests.faults.desk import Desk, Gate, Over
from tests.faults.journal import Journal
from tests.faults.reporters import Reporter
from tests.faults.stories import Teller

TELLERS, REPORTERS = 10, 2
PAGES = (
    "/", "/records/", "/commitments/", "/organisations/", "/deadlines/", "/ledger/",
    "/ledger/checkpoint", "/api/v1/records/", "/api/v1/changes/", "/healthz", "/readyz",
    "/en/search/?q=%E4%B8%AD%E5%BF%83",
)  # fmt: skip


def tell(desk: Desk, teller: Teller | Reporter) -> None:
    """Stories until the run is over; a surprise is a contradiction, not the end."""
    while True:
        try:
            teller.tell()
        except Over:
            return
        except Exception as error:
            desk.contradict(f"{type(error).__name__}: {error}"[:400])


def read(desk: Desk) -> None:
    """A citizen who looks at one page after the other."""
    citizen = Client(desk.port, "", desk.statistics)
    number = 0
    while not desk.gate.over:
        page = PAGES[number % len(PAGES)]
        number += 1
        with contextlib.suppress(Broken):
            citizen.once("GET", page)
        time.sleep(0.5)


def report(desk: Desk) -> dict[str, object]:
    """Everything that was seen."""
    return {
        "acknowledged": dict(sorted(desk.done.items())),
        "refused": dict(sorted(desk.refused.items())),
        "statuses": {str(code): n for code, n in sorted(desk.statistics.statuses.items())},
        "broken": desk.statistics.broken,
        "wrong": desk.statistics.wrong,
        "contradictions": desk.contradictions,
    }


def main(folder: Path) -> int:
    """Act until told to finish."""
    plan = json.loads((folder / "plan.json").read_text())
    desk = Desk(
        port=plan["port"],
        people=plan["people"],
        post=plan["post"],
        journal=Journal(folder / "journal.jsonl"),
        gate=Gate(plan["per_second"]),
    )
    chance = [random.Random(plan["seed"] * 1000 + n) for n in range(TELLERS + REPORTERS)]
    tellers = [Teller(desk, one) for one in chance[:TELLERS]]
    reporters = [Reporter(desk, one) for one in chance[TELLERS:]]
    threads = [threading.Thread(target=tell, args=(desk, one)) for one in [*tellers, *reporters]]
    threads.append(threading.Thread(target=read, args=(desk,)))
    for thread in threads:
        thread.start()
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "pause":
            desk.gate.close()
        elif word == "resume":
            desk.offset = float(rest)
            desk.gate.open()
        elif word == "finish":
            break
        print("ok", flush=True)
    desk.gate.end()
    for thread in threads:
        thread.join()
    (folder / "load.json").write_text(json.dumps(report(desk), ensure_ascii=False, indent=1))
    print("ok", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
