"""What people say of promises that were found kept: yes, no, and once enough noes to reopen."""

from __future__ import annotations

import datetime as dt

from credit_portal.desk.demo import cast, texts
from credit_portal.desk.demo.filing import Promise
from credit_portal.desk.demo.steps import Of

ENOUGH = 3
REVIEWED = "found_untrue"


def some(promise: Promise) -> None:
    """A few answers; now and then a no that the credit office does not find borne out."""
    yes = promise.rng.choice((0, 0, 0, 1, 2, 3, 5, 9))
    _yes(promise, yes)
    if yes and promise.rng.random() < 0.25:
        _no(promise, 0)
        _decide(promise, 0, "refuse_said")


def contested(promise: Promise, *, determined: bool) -> None:
    """Three confirmed noes reopen it; `determined` goes on to another outcome."""
    _yes(promise, 2)
    for number in range(ENOUGH):
        _no(promise, number)
    for number in range(ENOUGH):
        _decide(promise, number, "confirm_said")
    story = promise.story
    reviewer = cast.REVIEWERS[0]
    story.add("reopen", "reopen_said", reviewer, _later(promise, 2), commitment_id=promise.case)
    if not determined:
        return
    method = promise.slots.clause(promise.rng.choice(texts.phrases("method")))
    promise.slots.pair("method", method)
    officer, day = cast.OFFICERS[1], _later(promise, 6)
    findings = promise.slots.fill(promise.rng.choice(texts.phrases(REVIEWED)))
    story.add(
        "propose_anew", "propose", officer, day,
        commitment_id=promise.case, outcome="partly_kept", findings=findings,
    )  # fmt: skip
    day = _later(promise, 2)
    story.add("confirm_anew", "confirm", reviewer, day, commitment_id=promise.case)


def _after(promise: Promise) -> dt.date:
    """Not before the due date has passed: until then nothing can be reopened."""
    return max(promise.due_high + dt.timedelta(2), promise.story.today)


def _later(promise: Promise, days: int) -> dt.date:
    return promise.story.days.after(promise.story.today, days)


def _yes(promise: Promise, count: int) -> None:
    day = _after(promise)
    for number in range(count):
        promise.story.add(f"yes:{number}", "say_kept", "", day, commitment_id=promise.case)


def _no(promise: Promise, number: int) -> None:
    words = promise.pick("said_not_kept")
    promise.story.add(
        f"no:{number}", "contradict", "", _after(promise), commitment_id=promise.case,
        facts=words[0],
    )  # fmt: skip


def _decide(promise: Promise, number: int, deed: str) -> None:
    said = Of(f"{promise.story.name}:no:{number}")
    promise.story.add(
        f"decide:{number}", deed, cast.OFFICERS[0], _later(promise, 1), contradiction_id=said
    )
