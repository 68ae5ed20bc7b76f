"""Yearly sheets of the fictional streets and towns: two years, samples of every size, and
one unit whose sheet of this year is late and still to be approved."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from credit_portal.desk.demo import cast, texts
from credit_portal.desk.demo.cast import Cast
from credit_portal.desk.demo.steps import Days, Of, Step, Story, moment
from credit_portal.desk.demo.texts import Body

UNITS = frozenset({"street_office", "town", "township"})
SIZES = (21, 11, 8, 3, 12, 6, 2, 22, 7, 5)
"""Commitments of the units in a full run, so that every size band and a small sample occur."""
FULL = 260
FATES = ("kept",) * 15 + ("kept_late",) * 2 + ("partly_kept",) * 2 + ("broken",) * 1
FOUND = {
    "kept": ("经现场核实，已按期全部完成。", "Checked on site: all of it was done in time."),
    "kept_late": ("经核实，已全部完成，但晚于期限。", "All of it was done, though late."),
    "partly_kept": ("经核实，期限届满时仅完成一部分。", "Only part of it was done by the day."),
    "broken": ("经核实，期限届满时未实施。", "Nothing of it had been done by the day."),
}


def steps(size: int, seed: int, people: Cast, days: Days, present: dt.date) -> Iterator[Step]:
    """All steps of both years; what would happen today or later is left out."""
    units = [body for body in people.bodies if body.kind in UNITS]
    end, first = present - dt.timedelta(1), present - dt.timedelta(728)
    for year in (present.year - 1, present.year):
        day = days.on_or_after(dt.date(year, 1, 4))
        if first < day <= end:
            yield Step(moment(day, 8, 10), f"sheets:{year}", "open_sheet_duties", "")
        for number, body in enumerate(units):
            late = year == present.year and number == len(units) - 1 > 2
            count = max(1, round(SIZES[number % len(SIZES)] * min(1, size / FULL)))
            rng = random.Random(f"{seed}/sheet/{year}/{body.key}")
            story = Story(f"sheet:{year}:{body.key}", days, rng, first, end)
            sheet = _Sheet(story, body, year, count)
            sheet.play_late() if late else sheet.play()
            yield from story.steps


class _Sheet:
    """One unit's sheet of one year, and what became of it."""

    def __init__(self, story: Story, body: Body, year: int, count: int) -> None:
        self.story, self.body, self.year, self.count = story, body, year, count
        self.sheet = Of(f"{story.name}:begin")

    def play(self) -> None:
        """Written in winter, approved before spring, judged as the days pass."""
        story, filer = self.story, cast.filer(self.body)
        begun = dt.date(self.year, 1, 12) + dt.timedelta(story.rng.randint(0, 20))
        entries = self._entries()
        story.add("begin", "begin_sheet", filer, begun, body_id=Of(f"body:{self.body.key}"),
                  year=self.year)  # fmt: skip
        story.add("write", "write_sheet", filer, begun, sheet_id=self.sheet, entries=entries,
                  reasons=self._reasons(entries))  # fmt: skip
        handed = begun + dt.timedelta(story.rng.randint(2, 12))
        story.add("submit", "submit_sheet", filer, handed, sheet_id=self.sheet)
        story.add("approve", "approve_sheet", cast.approver(self.body),
                  handed + dt.timedelta(story.rng.randint(1, 6)), sheet_id=self.sheet)  # fmt: skip
        for entry in sorted(entries, key=lambda one: (one["due_on"], one["title_zh"])):
            self._judge(entry)

    def play_late(self) -> None:
        """Not filed in time; handed in some days ago and still to be approved."""
        story, filer = self.story, cast.filer(self.body)
        begun = story.days.after(story.end, -6)
        entries = [one for one in self._entries() if one["due_on"] > self.story.end]
        story.add("begin", "begin_sheet", filer, begun, body_id=Of(f"body:{self.body.key}"),
                  year=self.year)  # fmt: skip
        story.add("write", "write_sheet", filer, begun, sheet_id=self.sheet, entries=entries,
                  reasons=self._reasons(entries))  # fmt: skip
        story.add("submit", "submit_sheet", filer, story.days.after(begun, 3),
                  sheet_id=self.sheet)  # fmt: skip

    def _entries(self) -> list[dict[str, Any]]:
        rng, rows = self.story.rng, texts.read("sheets")["field"]
        first, made = rng.randrange(14), []
        numbers = rng.sample(range(3, 90), self.count)
        for number in range(self.count):
            row = rows[(first + number * 3) % 14]
            month = rng.randint(4, 12)
            due = dt.date(self.year, month, calendar.monthrange(self.year, month)[1])
            names = ("title_zh", "matter_zh", "measure_zh", "evidence_required_zh")
            n = numbers[number]
            said = dict(zip(names, (one.format(n=n) for one in row["promise"]), strict=True))
            made.append({"sector": row["code"], "shape": "one_off", "due_on": due, **said})
        return made

    def _reasons(self, entries: list[dict[str, Any]]) -> dict[str, str]:
        said = {entry["sector"] for entry in entries}
        found = texts.read("sheets")
        return {
            row["code"]: self.story.rng.choice(found["reasons"])
            for row in found["field"]
            if row["code"] not in said
        }

    def _judge(self, entry: dict[str, Any]) -> None:
        """Found and confirmed some days after the due date."""
        story, rng = self.story, self.story.rng
        outcome, due = rng.choice(FATES), entry["due_on"]
        late = due + dt.timedelta(rng.randint(3, 9))
        kept_on = {"kept": due - dt.timedelta(rng.randint(1, 20)), "kept_late": late}.get(outcome)
        day = late + dt.timedelta(rng.randint(2, 9))
        if story.days.on_or_after(day) > story.end or story.over:
            return
        given = {"sheet_id": self.sheet, "title": entry["title_zh"]}
        what = f"{entry['sector']}:{entry['title_zh']}"
        story.add(f"propose:{what}"[:90], "propose_entry", rng.choice(cast.OFFICERS), day,
                  **given, outcome=outcome, findings=FOUND[outcome], kept_on=kept_on)  # fmt: skip
        story.add(f"confirm:{what}"[:90], "confirm_entry", rng.choice(cast.REVIEWERS),
                  day + dt.timedelta(rng.randint(1, 4)), **given)  # fmt: skip
