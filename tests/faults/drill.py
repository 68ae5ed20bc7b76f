"""One run: start, let people act, break things, stop, wait until all is well, compare."""

from __future__ import annotations

import json
import random
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ops.layout import ROOT
from ops.process import _follow_parent
from ops.signals import LISTENER
from ops.trouble import say
from tests.faults import breakage
from tests.faults.stage import BEATS, Place, Stage

ZONE = ZoneInfo("Asia/Shanghai")
LONG = 1200.0
LONG_SILENCE = 600.0  # Redis stays away so long in a long run
PER_SECOND = 12.0
PAUSE, LONG_PAUSE = (0.3, 1.6), (0.8, 4.0)  # seconds between two faults
MONTHS = timedelta(days=95)
PATIENCE = 180.0  # seconds in which everybody who acts must have got his answer


@dataclass
class Drill:
    """The schedule and what became of it."""

    folder: Path
    seconds: float
    seed: int
    small_disks: bool
    faults: Counter[str] = field(default_factory=Counter)
    offset: float = 0.0
    load: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        run = self.folder / ".run"
        self.stage = Stage(Place(self.folder, run), self.small_disks, self.seconds >= LONG)

    def run(self) -> dict[str, Any]:
        """The whole run; answers its figures. Everything started is stopped again."""
        try:
            say("Starting servers, web, worker and three beats ...")
            self.stage.start()
            self.stage.enter_django()
            self._begin()
            say(f"People act and things break for {self.seconds:.0f} s (seed {self.seed}) ...")
            began = time.monotonic()
            self._break_things()
            say("No more faults; waiting until everything is done ...")
            return self._end(began)
        finally:
            if self.load is not None:
                self.load.kill()
            self.stage.stop()

    def _begin(self) -> None:
        from tests.faults import people

        plan = {**people.settle(), "port": self.stage.port, "seed": self.seed}
        plan["per_second"] = PER_SECOND
        (self.folder / "plan.json").write_text(json.dumps(plan))
        log = (self.folder / "load.log").open("w")
        self.load = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.load", str(self.folder)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            preexec_fn=_follow_parent(9),  # noqa: PLW1509 - only one thread here
        )  # fmt: skip

    def tell(self, word: str) -> None:
        """Say something to the people, and wait until they have heard."""
        assert self.load is not None and self.load.stdin and self.load.stdout
        self.load.stdin.write(word + "\n")
        self.load.stdin.flush()
        heard = select.select([self.load.stdout], [], [], PATIENCE)[0]
        if not heard or self.load.stdout.readline().strip() != "ok":
            said = (self.folder / "load.log").read_text()[-2000:]
            raise RuntimeError(f"{word}: somebody waits for an answer that never comes\n{said}")

    def _break_things(self) -> None:
        end = time.monotonic() + self.seconds
        plan = self._plan()
        silence = LONG_SILENCE if self.seconds >= LONG else self.seconds * 0.15
        silent_from = end - self.seconds * 0.75
        silent_until: float | None = None
        postponed: set[str] = set()
        pause = LONG_PAUSE if self.seconds >= LONG else PAUSE
        for name in plan:
            now = time.monotonic()
            if now >= end:
                break
            if silent_until is None and now >= silent_from:
                self._silence(silence)
                silent_until = time.monotonic() + silence
            if silent_until is not None and now >= silent_until and not self._redis_runs():
                breakage.start_redis(self.stage)
            if name in breakage.REDIS and not self._redis_runs():
                postponed.add(name)
                continue
            self._do(name)
            self.stage.sleep(self.rng.uniform(*pause))
        if not self._redis_runs():
            breakage.start_redis(self.stage)
        for name in sorted(postponed - set(self.faults)):
            self._do(name)

    def _redis_runs(self) -> bool:
        return self.stage.broker.child.pid is not None

    def _silence(self, seconds: float) -> None:
        self.faults[f"Redis away for {seconds:.0f} s"] += 1
        self.stage.broker.child.stop()

    def _plan(self) -> Iterator[str]:
        """Each kind once, in an order of chance; the clock in its own; then by weight."""
        kinds = {**breakage.QUICK, **(breakage.DISKS if self.small_disks else {})}
        leaps = ["year end", "months without beat", "29 February", "leap day over"]
        once = list(kinds)
        self.rng.shuffle(once)
        for place, leap in enumerate(leaps):
            once.insert((place + 1) * (len(once) // len(leaps)), leap)
        yield from once
        every = max(self.seconds / 10, 30.0)
        names, weights = list(kinds), [weight for _, weight in kinds.values()]
        due = time.monotonic() + every
        while True:
            if time.monotonic() > due:
                due = time.monotonic() + every
                yield self.rng.choice(["year end", "months without beat"])
            yield self.rng.choices(names, weights)[0]

    def _do(self, name: str) -> None:
        leaps = {
            "year end": self._year_end,
            "months without beat": self._months_without_beat,
            "29 February": self._leap_day,
            "leap day over": self._leap_day_over,
        }
        self.faults[name] += 1
        if name in leaps:
            self.tell("pause")
            leaps[name]()
            self.tell(f"resume {self.offset}")
            return
        kinds = {**breakage.QUICK, **breakage.DISKS}
        kinds[name][0](self.stage, self.rng)

    def now(self) -> datetime:
        """The portal's time."""
        return datetime.now(ZONE) + timedelta(seconds=self.offset)

    def leap_to(self, moment: datetime) -> None:
        """Move the clock row, never backwards."""
        if moment <= self.now():
            return
        self.offset = (moment - datetime.now(ZONE)).total_seconds()
        while True:
            try:
                with self.stage.database() as cursor:
                    cursor.execute(
                        "insert into common_clockrow (id, offset_seconds) values (1, %s)"
                        " on conflict (id) do update set offset_seconds = excluded.offset_seconds",
                        [self.offset],
                    )
                return
            except Exception:  # it is just coming up again
                self.stage.sleep(0.3)

    def _year_end(self) -> None:
        """From the last second of the year into the next."""
        self.leap_to(datetime(self.now().year, 12, 31, 23, 59, 58, tzinfo=ZONE))
        self.stage.sleep(2.5)

    def _leap_day(self) -> None:
        """28 February 2028, last second, into the 29th."""
        self.leap_to(datetime(2028, 2, 28, 23, 59, 58, tzinfo=ZONE))
        self.stage.sleep(2.5)

    def _leap_day_over(self) -> None:
        """29 February 2028, last second, into March."""
        self.leap_to(datetime(2028, 2, 29, 23, 59, 58, tzinfo=ZONE))
        self.stage.sleep(2.5)

    def _months_without_beat(self) -> None:
        """No beat for three months, then all of them at once."""
        with self.stage.without(*(f"beat-{n}" for n in range(BEATS))):
            self.leap_to(self.now() + MONTHS)
        self.stage.sleep(0.5)

    def _end(self, began: float) -> dict[str, Any]:
        from tests.faults import verdict

        last_fault = time.monotonic()
        breakage.ensure_postgres(self.stage)
        self.tell("finish")
        load = json.loads((self.folder / "load.json").read_text())
        acting = time.monotonic()
        converged = verdict.wait(self.stage)
        figures = verdict.compare(self.stage, self.folder / "journal.jsonl")
        return {
            "seconds": round(last_fault - began),
            "seed": self.seed,
            "small_disks": self.small_disks,
            "faults": dict(sorted(self.faults.items())),
            "restarts": self.stage.restarts,
            "last_answer_after": round(acting - last_fault, 1),
            "converged_after": None if converged is None else round(converged - last_fault, 1),
            **load,
            **figures,
        }


def listen() -> None:
    """Ctrl-C and SIGTERM end a run in order."""
    LISTENER.listen()
