"""Cases as they stand today, so that everybody who signs in finds work of every sort."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from credit_portal.desk.demo import cast, filing, one_off, texts
from credit_portal.desk.demo.filing import Chooser, Promise
from credit_portal.desk.demo.steps import Of, Story

#: (what stands today, whose; empty: anybody's). The first ones exist at every size.
SCENES: tuple[tuple[str, str], ...] = (
    ("overdue", "housing"),
    ("proposed", "housing"),
    ("submitted", "housing"),
    ("due_soon", "housing"),
    ("draft", "housing"),
    ("returned", "housing"),
    ("due_soon_reported", ""),
    ("outcome_returned", ""),
    ("overdue_reported", "housing"),
    ("manual", ""),
    ("proposed", ""),
    ("submitted", "housing"),
    ("dismissed", ""),
    ("due_soon_reported", "housing"),
    ("overdue", ""),
    ("submitted", ""),
    ("due_tomorrow", ""),
    ("draft", "housing"),
    ("proposed", ""),
    ("returned", ""),
    ("overdue", ""),
    ("due_soon", ""),
    ("draft", ""),
    ("taken_back", ""),
)


class Scene:
    """One live case: its story so far."""

    def __init__(self, chooser: Chooser, story: Story, what: str, body: str, first: dt.date):
        self.chooser, self.story, self.what, self.body, self.first = (
            chooser,
            story,
            what,
            body,
            first,
        )

    def play(self) -> None:
        """Let it happen up to today."""
        plays: dict[str, Callable[[], None]] = {
            "draft": self._draft,
            "submitted": self._submitted,
            "returned": self._returned,
            "taken_back": self._taken_back,
            "due_soon": self._due_soon,
            "due_tomorrow": self._due_tomorrow,
            "due_soon_reported": self._due_soon_reported,
            "overdue": self._overdue,
            "overdue_reported": self._overdue_reported,
            "proposed": self._proposed,
            "outcome_returned": self._outcome_returned,
            "manual": self._manual,
            "dismissed": self._dismissed,
        }
        plays[self.what]()

    def _ago(self, days: int) -> dt.date:
        return self.story.days.on_or_before(self.story.end + dt.timedelta(1 - days))

    def _promise(self, due_in: int) -> Promise:
        due = self.story.end + dt.timedelta(1 + due_in)
        return one_off.promise_due(self.chooser, self.story, due, body=self.body, exact=True)

    def _running(self, due_in: int) -> Promise:
        promise = self._promise(due_in)
        one_off.register(promise, self.first)
        one_off.progress(promise)
        return promise

    def _draft(self) -> None:
        promise = self._promise(self.story.rng.randint(90, 200))
        filing.begin(
            promise, self._ago(3), without=("measure", "beneficiaries", "evidence_required")
        )

    def _hand_in(self, drafted: int, submitted: int) -> Promise:
        promise = self._promise(self.story.rng.randint(90, 200))
        filing.begin(promise, self._ago(drafted))
        self._filer("submit", "submit", promise, self._ago(submitted))
        return promise

    def _filer(self, what: str, deed: str, promise: Promise, day: dt.date) -> None:
        self.story.add(what, deed, cast.filer(promise.body), day, commitment_id=promise.case)

    def _submitted(self) -> None:
        self._hand_in(6, self.story.rng.randint(1, 4))

    def _returned(self) -> None:
        filing.send_back(self._hand_in(9, 7), self._ago(3))

    def _taken_back(self) -> None:
        promise = self._hand_in(6, 4)
        self._filer("take_back", "take_back", promise, self._ago(3))

    def _due_soon(self) -> None:
        self._running(self.story.rng.randint(2, 6))

    def _due_tomorrow(self) -> None:
        self._running(1)

    def _due_soon_reported(self) -> None:
        promise = self._running(self.story.rng.randint(3, 7))
        self._fulfilled(promise, self._ago(3))

    def _fulfilled(self, promise: Promise, done: dt.date) -> None:
        one_off.report(promise, "fulfilled", "report_kept", done, done_on=done)

    def _overdue(self) -> None:
        self._running(-self.story.rng.randint(3, 12))

    def _overdue_reported(self) -> None:
        promise = self._running(-6)
        one_off.report(promise, "partly", "report_partly", self._ago(3))

    def _proposed(self) -> None:
        promise = self._running(-self.story.rng.randint(6, 12))
        done = self.story.days.on_or_before(promise.due_low - dt.timedelta(6))
        self._fulfilled(promise, done)
        self.story.at = max(self.story.at, self.story.at + (self._ago(5) - self.story.today))
        one_off.propose(promise, "kept", "found_kept", done, kept_on=done, wait=(0, 1))

    def _outcome_returned(self) -> None:
        self._proposed()
        self.story.add(
            "return_outcome",
            "return_outcome",
            cast.REVIEWERS[0],
            self._ago(1),
            commitment_id=Of(f"{self.story.name}:draft"),
            reason=texts.phrases("outcome_return_reason")[0][0],
        )

    def _manual(self) -> None:
        promise = self._running(self.story.rng.randint(40, 90))
        self.story.add(
            "look_into",
            "look_into",
            cast.OFFICERS[0],
            self._ago(3),
            commitment_id=promise.case,
            reason=texts.phrases("manual_reason")[0][0],
        )

    def _dismissed(self) -> None:
        promise = self._running(self.story.rng.randint(40, 90))
        self._fulfilled(promise, self._ago(24))
        self.story.add(
            "dismiss",
            "dismiss",
            cast.OFFICERS[1],
            self._ago(12),
            commitment_id=promise.case,
            reason=texts.phrases("dismiss_reason")[0][0],
        )
