"""The whole plan: a pure function of size, seed, present day and the calendar.

Of the promises that have come due about 70 in 100 are kept, 10 kept late, 7 partly kept and
8 broken; the rest wait. What would happen today or later is left out, so that the last steps of
many stories stand open, as they do in an office.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from credit_portal.desk.demo import (
    answers,
    articles,
    breach_ends,
    breaches,
    cast,
    clocks,
    complaints,
    endings,
    live,
    old_accounts,
    one_off,
    personal,
    reform,
    sheets,
    standing,
)
from credit_portal.desk.demo.cast import Cast
from credit_portal.desk.demo.filing import Chooser, Promise
from credit_portal.desk.demo.steps import Days, IsWorkday, Of, Plan, Step, Story, moment
from credit_portal.desk.demo.texts import Body

SPAN = 730
DEFAULT_SIZE, DEFAULT_SEED = 260, 2017
MOST_STANDING = 120
#: Fates of twenty promises in a row that have come due.
FATES = ("kept",) * 15 + ("kept_late",) * 2 + ("partly_kept",) * 1 + ("broken",) * 2
#: Every third round of twenty: one more partly kept instead of a kept one.
FATES_THIRD = ("kept",) * 14 + ("kept_late",) * 2 + ("partly_kept",) * 3 + ("broken",) * 1


class Maker:
    """Makes one plan."""

    def __init__(self, size: int, seed: int, present: dt.date, is_workday: IsWorkday) -> None:
        self.size, self.seed, self.present = size, seed, present
        self.first_day = present - dt.timedelta(SPAN)
        self.end = present - dt.timedelta(1)
        self.begin = self.first_day + dt.timedelta(2)
        self.days = Days(is_workday)
        self.people: Cast = cast.make(size, seed, self.first_day, self.end, self.days)
        self.one_off = Chooser("one_off", seed, self.people)
        self.contested = self.broken = 0
        self.standing = Chooser("standing", seed, self.people)

    def plan(self) -> Plan:
        """All steps, in order."""
        steps = [*self.people.steps]
        for story in self._stories():
            steps += story.steps
        steps += sheets.steps(self.size, self.seed, self.people, self.days, self.present)
        steps += articles.steps(self.size, self.days, self.present)
        steps += complaints.desk(self._story("complaint"))
        steps += breaches.late_evening(self._story("breach")) + self._closing()
        order = sorted(range(len(steps)), key=lambda number: (steps[number].at, number))
        return Plan(self.first_day, self.present, tuple(steps[number] for number in order))

    def _story(self, name: str) -> Story:
        rng = random.Random(f"{self.seed}/{name}")
        return Story(name, self.days, rng, self.begin, self.end)

    def _stories(self) -> Iterator[Story]:
        scenes = min(len(live.SCENES), max(4, self.size // 3))
        lasting = min(MOST_STANDING, max(1, round(self.size * 0.095)))
        running = round(self.size * 0.16)
        past = max(self.size - scenes - lasting - running, 1)
        for number, (what, body) in enumerate(live.SCENES[:scenes]):
            story = self._story(f"live:{number}")
            live.Scene(self.one_off, story, what, body, self.begin).play()
            yield story
        for number in old_accounts.numbers():
            story = self._story(f"old:{number}")
            old_accounts.play(number, story)
            yield story
        campaign = self._story("campaign")
        old_accounts.campaign(campaign)
        yield campaign
        yield from self._breaches()
        yield from self._complaints()
        for number in range(lasting):
            yield self._lasting(number, lasting)
        for number in range(past):
            yield self._past(number, past)
        offers = list(self._offers())
        yield from offers
        for number in range(running - len(offers)):
            yield self._running(number, running)

    def _past(self, number: int, count: int) -> Story:
        """A promise whose due date has passed."""
        story = self._story(f"past:{number}")
        fate = self._fate(number)
        ago = 12 + (count - 1 - number + story.rng.random()) / count * (SPAN - 100)
        due = self.present - dt.timedelta(round(ago))
        promise = one_off.promise_due(
            self.one_off, story, due, by_rule=False if fate == "kept_late" else None
        )
        registered = one_off.register(promise, self.begin, detour=story.rng.random() < 0.09)
        if fate == "kept":
            clocks.extended(promise)
        if story.rng.random() < 0.3:
            one_off.progress(promise)
        if fate == "kept":
            one_off.kept(promise, registered)
            self._answers(promise, number, count)
        else:
            {"kept_late": one_off.kept_late, "partly_kept": one_off.partly_kept,
             "broken": one_off.broken}[fate](promise)  # fmt: skip
        if fate == "broken":
            self._follow(story, promise.body, promise.case)
        return story

    def _follow(self, story: Story, body: Body, case: Of) -> None:
        """The credit office looks into a promise found broken or void; not of merged bodies."""
        if body.key != reform.MERGED:
            breaches.follow(story, body.key, case, self.broken)
            self.broken += 1

    def _breaches(self) -> Iterator[Story]:
        """Leads and records of their own, what the credit office does beside them, and in large
        sets one body with many."""
        for number, row in breaches.cases():
            story = self._story(f"breach:{row['key']}")
            breaches.play(number, row, story)
            yield story
        story = self._story("breach")
        breach_ends.office(story)
        yield story
        count = breaches.crowd(self.size)
        for number in range(count):
            story = self._story(f"breach:many:{number}")
            breaches.one_of_many(number, count, story)
            yield story

    def _complaints(self) -> Iterator[Story]:
        """What was reported to the hotline; cases that others name come first."""
        for number, row in complaints.cases(self.size):
            story = self._story(f"complaint:{row['key']}")
            complaints.Complaint(story, row, number).play()
            yield story

    def _answers(self, promise: Promise, number: int, count: int) -> None:
        """What people say of a promise found kept; one is determined anew, one stands reopened."""
        places = (count // 2, count * 4 // 5)
        if self.contested < len(places) and number >= places[self.contested]:
            answers.contested(promise, determined=self.contested == 0)
            self.contested += 1
        else:
            answers.some(promise)

    def _fate(self, number: int) -> str:
        turn, place = divmod(number, len(FATES))
        fates = list(FATES_THIRD if turn % 3 == 2 else FATES)
        random.Random(f"{self.seed}/fates/{turn}").shuffle(fates)
        return fates[place]

    def _running(self, number: int, count: int) -> Story:
        """A promise that still has time; a few are kept early."""
        story = self._story(f"running:{number}")
        ahead = 9 + (number + story.rng.random()) / count * 250
        due = self.present + dt.timedelta(round(ahead))
        if self.size >= endings.SIZE and number in personal.OWN:
            personal.play(self.one_off, story, due, personal.OWN[number])
            return story
        promise = one_off.promise_due(self.one_off, story, due, by_rule=False)
        registered = one_off.register(promise, self.begin)
        if self.size >= endings.SIZE and number in endings.FATES:
            endings.end(promise, endings.FATES[number])
            return story
        if number % 5 == 0:
            clocks.stopped(promise, resumed=number % 10 == 0)
            return story
        if number % 7 == 1:
            clocks.template(promise)
        if story.rng.random() < 0.5:
            one_off.progress(promise)
        if story.rng.random() < 0.12:
            one_off.kept(promise, registered, until=self.end - dt.timedelta(20))
        return story

    def _offers(self) -> Iterator[Story]:
        """Districts that promise subsidies, and one promise that was unlawful."""
        bodies = {body.key: body for body in self.people.bodies}
        if self.size < endings.SIZE:
            return
        for number, (key, percent, whole) in enumerate(endings.OFFERS):
            story = self._story(f"offer:{key}")
            day = self.days.on_or_after(self.present - dt.timedelta(150 - 20 * number))
            endings.offer(story, bodies[key], percent, day, whole=whole)
            yield story
        story = self._story("offer:unlawful")
        day = self.days.on_or_after(self.present - dt.timedelta(120))
        endings.unlawful(story, bodies["ding"], day)
        self._follow(story, bodies["ding"], Of(f"{story.name}:draft"))
        yield story

    def _lasting(self, number: int, count: int) -> Story:
        """A standing promise, the first ones the oldest."""
        story = self._story(f"standing:{number}")
        ago = SPAN - 45 - (number + story.rng.random()) / count * (SPAN - 260)
        begins = self.present - dt.timedelta(round(ago))
        standing.live(standing.promise_from(self.standing, story, begins))
        return story

    def _closing(self) -> list[Step]:
        """Old messages are read; a role waits for its second administrator."""
        at = moment(self.days.on_or_before(self.present - dt.timedelta(5)), 17, 30)
        accounts = [step.key for step in self.people.steps if step.deed == "add_account"]
        steps = [
            Step(at + dt.timedelta(seconds=number), f"read:{key}", "read_notices", key)
            for number, key in enumerate(accounts)
        ]
        asked = moment(self.days.on_or_before(self.end), 16)
        steps.append(
            Step(asked, "grant", "propose_grant", "user:security_administrator", {
                "user_id": Of(cast.filer("jia")), "role": "filer",
                "over_id": Of("body:education"), "reason": "协助市教育局填报承诺履行情况",
            })
        )  # fmt: skip
        return steps + self._deputy() + self._reform()

    def _reform(self) -> list[Step]:
        """One body is merged into the one that is shown; nothing comes after it."""
        if not any(body.key == reform.MERGED for body in self.people.bodies):
            return []
        return reform.steps(self.days.on_or_before(self.end))

    def _deputy(self) -> list[Step]:
        """The approver of the body that is shown goes on a course; somebody stands in for him."""
        day = self.days.on_or_before(self.present - dt.timedelta(2))
        return [
            Step(moment(day, 9, 5), "deputy:ask", "ask_for_deputy", cast.approver(cast.SHOWN), {
                "deputy_id": Of(cast.DEPUTY), "starts_on": day,
                "ends_on": day + dt.timedelta(45), "reason": "参加业务培训，其间由办公室主任代理",
            }),
            Step(moment(day, 9, 20), "deputy:grant", "take_up_deputy",
                 "user:security_administrator", {"request_id": Of("deputy:ask")}),
            Step(moment(day, 9, 40), "deputy:confirm", "confirm_grant",
                 "user:security_administrator-2", {"grant_id": Of("deputy:grant")}),
        ]  # fmt: skip


def make(size: int, seed: int, present: dt.date, is_workday: IsWorkday) -> Plan:
    """The plan of a run; the same arguments give the same plan."""
    return Maker(size, seed, present, is_workday).plan()
