"""M3 to M6 and M8: what a site shows, opens, removes and announces, held against its log.

Each check answers what does not agree, by (code, leaf); `watch` looks twice before it says so.
Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from . import watch_rows, watch_site
from .jcs import canonical
from .merkle import LogError
from .note import decode, encode
from .outside import Fetch, committed
from .watch_leaf import REMOVING, Step, api_moment, is_record, is_reference, moment_of, same_moment
from .watch_site import BLOCK, Row
from .watch_state import State

#: Legal time of the portal (design.md 2.9): days of display are counted in it.
LEGAL = timezone(timedelta(hours=8))
#: M8, and how far two clocks may differ at midnight.
GRACE = timedelta(minutes=10)
PERIOD_ENDED = "E01"
Found = dict[tuple[str, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Today:
    """The day, in legal time; near midnight the day before or after is as good."""

    early: str
    late: str

    @classmethod
    def at(cls, now: datetime) -> Today:
        """Of a moment."""
        days = [(now + shift).astimezone(LEGAL).date().isoformat() for shift in (-GRACE, GRACE)]
        return cls(*days)

    @classmethod
    def of(cls, day: date) -> Today:
        """Of a day somebody names."""
        return cls(day.isoformat(), day.isoformat())

    @property
    def end(self) -> datetime:
        """When it is over."""
        return datetime.combine(date.fromisoformat(self.late), time(), LEGAL) + timedelta(days=1)


@dataclass(slots=True)
class Records:
    """A site beside the leaves that were read of its log (`size` of them)."""

    fetch: Fetch
    state: State
    size: int
    today: Today
    now: datetime

    # -- M4, M5: what is on display --------------------------------------------------------------

    def display(self, block: int) -> Found:
        """Records that the log shows and the site does not, and the other way round."""
        low, high = block * BLOCK, min((block + 1) * BLOCK, self.size)
        served = watch_site.displayed(self.fetch, block) & ((1 << (high - low)) - 1)
        must = bits(self.state.shown(low, high, self.today.late), low)
        may = bits(self.state.shown(low, high, self.today.early), low)
        found: Found = {}
        for index in places(must & ~served, low):
            found["missing", index] = self.told(index)
        for index in places(served & ~may, low):
            found[self._why_not(index), index] = self.told(index)
        return found

    def _why_not(self, index: int) -> str:
        step = self.state.at(index)
        if step is None:
            return "unknown_leaf"
        last = self.state.latest(step.rec)
        if last is not None and last.act in REMOVING:
            return "shown_removed"
        return "overdue" if self.state.is_latest(step) else "shown_old"

    def told(self, index: int) -> dict[str, Any]:
        """What a sentence about a leaf says of it."""
        step = self.state.at(index)
        if step is None:
            return {}
        ref = self.state.name_of(step.rec) or ""
        return {"rec": step.rec, "ref": ref, "act": step.act, "at": step.at, "until": step.until}

    # -- M3: openings ----------------------------------------------------------------------------

    def openings(self, after: int) -> tuple[Found, int | None]:
        """One page behind leaf `after`; what is wrong with it, and the leaf to go on from."""
        rows, onward = watch_site.openings(self.fetch, after)
        found: Found = {}
        shown: set[int] = set()
        last = after
        for row in rows:
            index = _index(row, "index")
            if index <= last:
                found["disorder", index] = {}
            last = max(last, index)
            if index < self.size:
                self._opening(row, index, shown, found)
        end = self.size if onward is None else min(onward + 1, self.size)
        for index in self.state.shown(after + 1, end, self.today.late):
            if index not in shown:
                found["unopened", index] = self.told(index)
        return found, None if onward is None or onward >= self.size else onward

    def _opening(self, row: Row, index: int, shown: set[int], found: Found) -> None:
        step = self.state.at(index)
        if step is None or (row.get("rec"), row.get("seq")) != (step.rec, step.seq):
            found["unknown_leaf", index] = {"ref": str(row.get("ref"))}
            return
        told = {**self.told(index), "ref": str(row.get("ref"))}
        if not self._named(step.rec, row.get("ref")):
            found["name", index] = told
        if not opens(step, row.get("salt"), row.get("document")):
            found["opening", index] = told
        if self._has_ended(step):
            found["left_open", index] = told
        if "opening_document" in row:
            found["two_texts", index] = told
        if isinstance(row.get("displayed"), dict):
            shown.add(index)
            wrong = self._columns(step, row, row["displayed"])
            if wrong:
                found["columns", index] = {**told, "names": ", ".join(wrong)}

    def _has_ended(self, step: Step) -> bool:
        last = self.state.latest(step.rec) or step
        passed = last.until is not None and last.until < self.today.early
        return passed or last.act in REMOVING

    def _named(self, rec: str, ref: Any) -> bool:
        return is_reference(ref) and self.state.names(rec, ref)

    def _columns(self, step: Step, row: Row, shown: Row) -> list[str]:
        """Names of columns that are not what the leaf, the document or the list's row says."""
        listed, document = shown.get("row"), row.get("document")
        if not isinstance(listed, dict) or not isinstance(document, dict):
            return ["row"]
        wrong = list(watch_rows.wrong(shown, listed, document))
        if not watch_rows.same(listed.get("ref"), row.get("ref")):
            wrong.append("ref")
        for name, value in (("version", step.seq), ("until", step.until)):
            if not watch_rows.same(shown.get(name), value):
                wrong.append(name)
        first = self.state.version(step.rec, 1) or step
        for name, at in (("published_at", first.at), ("updated_at", step.at)):
            if not same_moment(shown.get(name), at) or not same_moment(listed.get(name), at):
                wrong.append(name)
        return list(dict.fromkeys(wrong))

    # -- M6: removals ----------------------------------------------------------------------------

    def removal(self, row: Row, bases: frozenset[str]) -> Found:
        """What is wrong with a row of the list of removals.

        A row without a leaf tells of a display that ended by its date, whose leaf is about to be
        written.
        """
        if row.get("leaf_index") is None:
            return self._by_date(row)
        index = _index(row, "leaf_index")
        if index >= self.size:
            return {}
        step = self.state.at(index)
        same = step is not None and all(
            row.get(name) == getattr(step, name) for name in ("rec", "seq", "act")
        )
        if step is None or not same or step.act not in REMOVING:
            return {("unknown_leaf", index): {"ref": str(row.get("ref"))}}
        told = {**self.told(index), "ref": str(row.get("ref")), "basis": step.basis}
        code, notice = code_of(row.get("basis")), row.get("notice")
        again = not self.state.is_latest(step)  # nothing but a return can follow
        wrong = {
            "name": not self._named(step.rec, row.get("ref")),
            "basis": code != step.basis or step.basis not in bases,
            "notice": not opens(step, row.get("salt"), notice),
            "removal": not same_moment(row.get("removed_at"), step.at)
            or code_of(row.get("reason"))
            != (notice.get("reason") if isinstance(notice, dict) else None)
            or code_of(row.get("agency", step.agency)) != step.agency
            or row.get("on_display_again", again) is not again,
            "early": self._is_early(step),
        }
        return {(name, index): told for name, bad in wrong.items() if bad}

    def _by_date(self, row: Row) -> Found:
        rec = row.get("rec")
        if not is_record(rec):
            raise watch_site.Unreadable("a removal without its record")
        step = self.state.latest(rec)
        if step is None:  # newer than what was read of the log
            return {}
        passed = step.until is not None and step.until < self.today.late
        good = row.get("act") == "expire" and (passed or step.act in REMOVING)
        return {} if good else {("early", step.index): self.told(step.index)}

    def _is_early(self, step: Step) -> bool:
        """An end of the period before the period ended (a person's leaf is dated by its day)."""
        before = self.state.version(step.rec, step.seq - 1)
        if step.act != "expire" or step.basis != PERIOD_ENDED or before is None:
            return False
        day = moment_of(step.at).astimezone(LEGAL).date()
        slack = timedelta(days=1 if step.at.endswith("T00:00:00Z") else 0)
        return before.until is None or (day + slack).isoformat() <= before.until

    def bases(self) -> tuple[Found, frozenset[str]]:
        """Codes of the table of legal grounds, and whether it is the one the log fixes."""
        fixed = self.state.get("codes:basis")
        if fixed is None:
            return {}, frozenset()
        rows = watch_site.codes(self.fetch, "basis")
        digest = hashlib.sha256(canonical({"basis": rows})).digest()
        found: Found = {} if encode(digest) == fixed else {("codes", -1): {"table": "basis"}}
        return found, frozenset(str(row.get("code")) for row in rows)

    # -- M8 and the feed of changes --------------------------------------------------------------

    def changes(self, since: int) -> tuple[Found, int | None]:
        """One page of the feed behind leaf `since`; what is wrong, and the leaf to go on from."""
        rows, onward = watch_site.changes(self.fetch, since)
        found: Found = {}
        told: set[int] = set()
        for row in rows:
            index = _index(row, "index")
            told.add(index)
            if index >= self.size:
                self._unsigned(row, index, found)
            else:
                self._change(row, index, found)
        end = self.size if onward is None else min(onward + 1, self.size)
        for index in self.state.latest_places(since + 1, end):
            if index not in told:
                found["untold", index] = self.told(index)
        return found, onward

    def _change(self, row: Row, index: int, found: Found) -> None:
        step = self.state.at(index)
        if step is None or not self.state.is_latest(step):
            found["unknown_leaf", index] = {"ref": str(row.get("ref"))}
            return
        told = (row.get("act"), row.get("removed_at"))
        if (
            not any(_same_end(told, one) for one in self._ends(step))
            or row.get("version") != step.seq
            or not same_moment(row.get("at"), step.at)
            or not self._named(step.rec, row.get("ref"))
        ):
            found["change", index] = {**self.told(index), "ref": str(row.get("ref"))}

    def _ends(self, step: Step) -> list[tuple[str, datetime | None]]:
        """What may be told of a latest leaf: its act, and when the display ended if it did."""
        if step.act in REMOVING:
            return [(step.act, moment_of(step.at))]
        shown: tuple[str, datetime | None] = (step.act, None)
        if step.until is None or step.until >= self.today.late:
            return [shown]
        midnight = datetime.combine(date.fromisoformat(step.until), time(), LEGAL)
        ended = ("expire", midnight + timedelta(days=1))
        return [ended] if step.until < self.today.early else [shown, ended]

    def _unsigned(self, row: Row, index: int, found: Found) -> None:
        """A leaf beyond the signed head: late when it is older than the grace, by its own date or
        since it was first seen here; without a date, or with one to come, it is a fault at once.

        A person's leaf is dated by its day: its age counts from when it was first seen.
        """
        first = dict(self.state.get("unsigned", {}))
        kept = first.setdefault(str(index), self.now.isoformat())
        self.state.put("unsigned", {one: at for one, at in first.items() if int(one) >= self.size})
        seen, at = datetime.fromisoformat(kept), api_moment(row.get("at"))
        told = {"ref": str(row.get("ref")), "at": str(row.get("at"))}
        if at is None or at > max(self.now, self.today.end) + GRACE:
            found["undated", index] = told
            return
        at = at.astimezone(UTC)
        by_day = (at.hour, at.minute, at.second) == (0, 0, 0)
        if self.now - (seen if by_day else min(at, seen)) > GRACE:
            found["unsigned", index] = {**told, "at": at.isoformat()}


def opens(step: Step, salt: Any, document: Any) -> bool:
    """Whether document and salt open the commitment of a leaf."""
    try:
        return committed(decode(str(salt)), document) == step.cm
    except LogError:
        return False


def _same_end(told: tuple[Any, Any], lawful: tuple[str, datetime | None]) -> bool:
    """Whether act and end of display are told as they are lawful."""
    act, at = lawful
    same = told[1] is None if at is None else api_moment(told[1]) == at
    return bool(told[0] == act and same)


def code_of(value: Any) -> Any:
    """The code of what is told as a code alone, or as an object with names beside it."""
    return value.get("code") if isinstance(value, dict) else value


def bits(indices: list[int], low: int) -> int:
    """Places as one number: bit i for place low + i."""
    data = bytearray(BLOCK // 8)
    for index in indices:
        data[(index - low) >> 3] |= 1 << ((index - low) & 7)
    return int.from_bytes(data, "little")


def places(number: int, low: int) -> Iterator[int]:
    """The places of a number's bits, lowest first."""
    while number:
        lowest = number & -number
        yield low + lowest.bit_length() - 1
        number ^= lowest


def _index(row: Row, name: str) -> int:
    index = row.get(name)
    if type(index) is not int or index < 0:
        raise watch_site.Unreadable(f"a row without its {name}")
    return index
