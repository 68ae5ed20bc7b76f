"""One look at a site and its log: everything that is checked, and what came of it.

The whole of it the first time; after that what is new, what is on display (all of it, as bits),
and a share of everything else in turn. Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from .merkle import LogError
from .outside import Fetch, Missing, nowhere
from .watch_log import Fault, LogWatch
from .watch_records import Found, Records, Today
from .watch_site import BLOCK, removals

#: Leaves whose openings and changes a monitor reads again in each look.
SHARE = 20_000
#: Pages known to be wrong that each look reads again before anything else.
MOST_BAD = 100
#: Characters of a text that a finding tells.
LONGEST = 500
#: How often what does not agree is looked at again: a publication may come in between.
LOOKS = 3


Page = Callable[[Records, int], tuple[Found, int | None]]
Check = Callable[..., tuple[Found, int | None]]


def clean(value: Any) -> Any:
    """A text as it may be printed and handed on: nothing that a terminal obeys, no half of a
    character, not without end."""
    if not isinstance(value, str):
        return value
    text = "".join(one if one.isprintable() else "\ufffd" for one in value[:LONGEST])
    return text if len(value) <= LONGEST else f"{text}…"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell. `level`: fault, note, or unchecked; `code` names the sentence that
    `values` fill (watch_words)."""

    level: str
    code: str
    values: dict[str, Any]


@dataclass(slots=True)
class Report:
    """What a look came to."""

    at: str
    findings: list[Finding] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def add(self, level: str, code: str, **values: Any) -> None:
        """Note something, once."""
        one = Finding(level, code, {name: clean(value) for name, value in values.items()})
        if one not in self.findings:
            self.findings.append(one)

    @property
    def status(self) -> int:
        """Exit status: 0 everything agrees, 1 a fault, 2 something could not be checked."""
        levels = {one.level for one in self.findings}
        return 1 if "fault" in levels else 2 if "unchecked" in levels else 0


@dataclass(slots=True)
class Watch:
    """Looks at a site again and again. `site` fetches below the site's address (None: the log
    alone); `day` replaces today in the portal's legal time."""

    log: LogWatch
    site: Fetch | None
    day: date | None = None
    share: int = SHARE
    pause: float = 2.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def look(self) -> Report:
        """Check everything that is due; never raises for what it finds."""
        report = Report(self.clock().isoformat(timespec="seconds"))
        try:
            self.log.advance()
            if self.site is not None:
                self._records(report)
        except Missing as error:
            report.add("unchecked", "missing_resource", why=str(error))
        except Fault as fault:
            report.add("fault", fault.code, **fault.values)
        except LogError as error:
            report.add("fault", "unreadable", why=str(error))
        except Exception as error:  # whatever a site served must not end a monitor
            report.add("fault", "unreadable", why=f"{type(error).__name__}: {error}")
        self._count(report)
        return report

    def _count(self, report: Report) -> None:
        state = self.log.state
        head = state.get("head")
        steps, records = state.figures()
        report.figures = {
            "entries": self.log.size,
            "root": head[1] if head else None,
            "steps": steps,
            "records": records,
            "tiles": self.log.compared,
            "witnesses": self.log.cosigners,
            **report.figures,
        }

    # -- records ---------------------------------------------------------------------------------

    def _records(self, report: Report) -> None:
        """1 all that is on display, 2 what is new and this look's share, 3 removals."""
        for block in range((self.log.size + BLOCK - 1) // BLOCK):
            self._twice(report, lambda now, block=block: (now.display(block), None))
        self._walk(report, "openings", Records.openings)
        self._walk(report, "changes", Records.changes)
        self._removals(report)

    def _now(self) -> Records:
        now = self.clock()
        today = Today.of(self.day) if self.day else Today.at(now)
        return Records(self.site or nowhere, self.log.state, self.log.size, today, now)

    def _twice(self, report: Report, check: Check) -> tuple[bool, int | None]:
        """Run a check; what it finds is told when it is still so after reading the log on.

        Answers whether anything was wrong, and where to go on.
        """
        found, onward = check(self._now())
        for _ in range(LOOKS - 1):
            if not found:
                return False, onward
            self.sleep(self.pause)
            self.log.advance()
            again, _onward = check(self._now())
            found = {key: told for key, told in found.items() if key in again}
        for (code, index), told in found.items():
            report.add("fault", code, index=index, **told)
        return bool(found), onward

    def _walk(self, report: Report, name: str, page: Page) -> None:
        """Pages that were wrong last time, the next share of what is old, and what is new."""
        state = self.log.state
        bad = [place for place in state.get(f"{name}:bad", []) if self._bad(report, page, place)]
        state.put(f"{name}:bad", bad)
        seen = int(state.get(f"{name}:seen", -1))
        if seen >= 0:
            start = int(state.get(f"{name}:turn", -1))
            reached = self._pages(report, name, page, start, min(start + self.share, seen))
            state.put(f"{name}:turn", -1 if reached >= seen else reached)
        self._pages(report, name, page, seen, None)

    def _bad(self, report: Report, page: Page, place: int) -> bool:
        return self._twice(report, lambda now: page(now, place))[0]

    def _pages(self, report: Report, name: str, page: Page, after: int, until: int | None) -> int:
        """Pages behind leaf `after` up to leaf `until`; the last leaf covered.

        With None to the end, and how far it came is remembered, so that it can be interrupted.
        """
        state = self.log.state
        while True:
            place, size = after, self.log.size
            wrong, onward = self._twice(report, lambda now, place=place: page(now, place))
            if wrong:
                kept = {*state.get(f"{name}:bad", []), place}
                state.put(f"{name}:bad", sorted(kept)[:MOST_BAD])
            after = size - 1 if onward is None else onward
            if until is None:
                state.put(f"{name}:seen", min(after, size - 1))
            if onward is None or (until is not None and after >= until):
                return after

    def _removals(self, report: Report) -> None:
        """M6: every removal, also of a record that came back, has its row, in good order."""
        state = self.log.state
        number = int(state.get("removals:pass", 0)) + 1
        self._twice(report, lambda now: (self._removals_once(now, report, number), None))
        state.put("removals:pass", number)

    def _removals_once(self, now: Records, report: Report, number: int) -> Found:
        found, bases = now.bases()
        if found:
            self._codes(report, now)
            found = {}
        else:
            self.log.state.put("codes:off", None)
        if not self.log.state.removals(0, now.size) and not bases:
            return found
        good: list[int] = []
        for row in removals(now.fetch):
            wrong = now.removal(row, bases)
            found.update(wrong)
            if not wrong and row.get("leaf_index") is not None:
                good.append(int(row["leaf_index"]))
        now.state.see(good, number)
        faulty = {index for _code, index in found}
        for index in now.state.removals(0, now.size):
            if index not in faulty and not now.state.was_seen(index, number):
                found["unexplained", index] = now.told(index)
        return found

    def _codes(self, report: Report, now: Records) -> None:
        """A table that differs from the logged one is logged with the next publication: a note
        until there was one, a fault afterwards."""
        first = now.state.get("codes:off")
        if first is None:
            first = now.size
            now.state.put("codes:off", now.size)
        is_late = now.size > int(first)
        if not any(one.code == "codes" for one in report.findings):
            report.add("fault" if is_late else "note", "codes", table="basis")
