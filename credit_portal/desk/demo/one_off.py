"""One-off promises: dates, reports and outcomes."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from credit_portal.desk.demo import cast, clocks, filing, texts, wording
from credit_portal.desk.demo.filing import Chooser, Promise
from credit_portal.desk.demo.steps import Story

#: Rules used here end at least so many days after their start (20 working days, 30 days).
RULE_AT_LEAST = 26


def promise_due(
    chooser: Chooser,
    story: Story,
    due: dt.date,
    *,
    body: str = "",
    by_rule: bool | None = None,
    exact: bool = False,
) -> Promise:
    """A promise to be kept by about a day; by exactly that day when asked."""
    rng = story.rng
    template, found = chooser.next(
        rng, body=body, by_rule=False if exact else by_rule, on=due - dt.timedelta(60)
    )
    slots = filing.numbers(template, found, rng)
    promise = Promise(
        story, found, template, slots, filing.responsible_post(template, found, rng), {}
    )
    if "rule" in template.more:
        _by_rule(promise, due)
    else:
        _by_date(promise, due if exact else _rounded(due, story))
    promise.fields |= filing.common_fields(template, slots, rng)
    promise.clauses("done", "part", "fail")
    return promise


def _rounded(due: dt.date, story: Story) -> dt.date:
    """Most promises end with a month; a rounded past day stays in the past."""
    if story.rng.random() < 0.6:
        last = calendar.monthrange(due.year, due.month)[1]
        month_end = due.replace(day=last)
        return month_end if month_end <= story.end - dt.timedelta(8) or due > story.end else due
    return story.days.on_or_before(due)


def _by_date(promise: Promise, due: dt.date) -> None:
    promise.due = promise.due_low = promise.due_high = due
    promise.slots.pair("due", wording.due_pair(due))
    promise.fields = {"shape": "one_off", "due_on": due}


def _by_rule(promise: Promise, due: dt.date) -> None:
    bound = promise.template.more["bound"]
    start = promise.story.days.on_or_before(due - dt.timedelta(bound - 8))
    promise.due_low = start + dt.timedelta(RULE_AT_LEAST)
    promise.due_high = start + dt.timedelta(bound)
    promise.slots.pair("start", wording.day_pair(start))
    promise.fields = {
        "shape": "one_off",
        "due_rule": promise.template.more["rule"],
        "due_start": start,
    }


def register(promise: Promise, earliest: dt.date, *, detour: bool = False) -> dt.date:
    """File and register so that there is time to act; answers the day of registration."""
    story, rng = promise.story, promise.rng
    if promise.due is None:
        begun = promise.fields["due_start"]
        registered = story.days.after(begun, rng.randint(1, 3))
        drafted = story.days.on_or_after(begun)
    else:
        low, high = (*promise.template.more.get("months", (3, 8)),)[:2]
        wanted = promise.due - dt.timedelta(round(rng.uniform(low, high) * 30.4))
        latest = story.days.on_or_before(story.end - dt.timedelta(rng.randint(4, 45)))
        registered = story.days.on_or_after(min(max(wanted, earliest), latest))
        drafted = story.days.after(registered, -rng.randint(2, 5))
    promise.milestones = _milestones(promise, registered)
    filing.file(promise, drafted, registered, detour=detour and promise.due is not None)
    return story.today


def _milestones(promise: Promise, registered: dt.date) -> list[dict[str, Any]]:
    given = promise.template.more.get("milestones", [])
    if promise.due is None or not given or (promise.due - registered).days < 45:
        return []
    step = (promise.due - registered) / (len(given) + 1)
    return [
        wording.fields(title=tuple(pair))
        | {"due_on": promise.story.days.on_or_before(registered + step * number)}
        for number, pair in enumerate(given, 1)
    ]


def progress(promise: Promise) -> None:
    """A word on the way, after the first milestone."""
    if not promise.milestones:
        return
    clocks.milestone(promise)
    first = promise.milestones[0]
    promise.slots.pair("step", (first["title_zh"], first["title_en"]))
    day = first["due_on"] + dt.timedelta(promise.rng.randint(1, 9))
    promise.story.add(
        "progress",
        "report",
        cast.filer(promise.body),
        day,
        commitment_id=promise.case,
        claim="progress",
        text=promise.pick("progress"),
    )


def kept(promise: Promise, registered: dt.date, *, until: dt.date | None = None) -> None:
    """Done in time, reported, verified, confirmed."""
    room = (promise.due_low - registered).days
    done = promise.due_low - dt.timedelta(promise.rng.randint(1, max(1, min(45, room // 3))))
    done = promise.story.days.on_or_before(min(done, until or done))
    done = max(done, promise.story.days.after(registered, 1))
    report(promise, "fulfilled", "report_kept", done, done_on=done)
    _judge(promise, "kept", "found_kept", done, kept_on=done)


def kept_late(promise: Promise) -> None:
    """Done after the due date."""
    late = promise.rng.randint(4, 40)
    done = promise.story.days.on_or_after(promise.due_high + dt.timedelta(late))
    promise.slots.set(days=(done - promise.due_high).days)
    report(promise, "fulfilled", "report_late", done, done_on=done)
    _judge(promise, "kept_late", "found_late", done, kept_on=done)


def partly_kept(promise: Promise) -> None:
    """Some of it done when the due date passed."""
    day = promise.due_high + dt.timedelta(promise.rng.randint(1, 6))
    report(promise, "partly", "report_partly", day)
    _judge(promise, "partly_kept", "found_partly", None)


def broken(promise: Promise) -> None:
    """Nothing of it, admitted or passed over in silence."""
    silent = promise.rng.random() < 0.5
    if not silent:
        day = promise.due_high + dt.timedelta(promise.rng.randint(1, 5))
        report(promise, "not_fulfilled", "report_broken", day)
    promise.story.at = max(
        promise.story.at,
        promise.story.at.replace(hour=9)
        + (promise.due_high - promise.story.today)
        + dt.timedelta(promise.rng.randint(7, 16)),
    )
    _judge(promise, "broken", "found_broken", None, silent=silent)


def report(
    promise: Promise, claim: str, phrase: str, day: dt.date, *, done_on: dt.date | None = None
) -> None:
    """A report of performance, with one or two files for what was done."""
    story = promise.story
    if done_on is not None:
        day = story.days.after(done_on, promise.rng.randint(0, 4))
    papers = []
    if claim in ("fulfilled", "partly"):
        papers = _papers(promise, "done" if claim == "fulfilled" else "part", day)
    story.add(
        "report",
        "report",
        cast.filer(promise.body),
        day,
        commitment_id=promise.case,
        claim=claim,
        text=promise.pick(phrase),
        done_on=done_on,
        papers=papers,
    )


def _papers(promise: Promise, clause: str, day: dt.date) -> list[Any]:
    proof = promise.template.texts["proof"][0]
    n = int(promise.slots.zh["n"])
    rows: list[list[Any]] = [["批次", "数量"]]
    parts = min(4, n)
    for number in range(parts):
        rows.append([f"第{number + 1}批", n // parts + (1 if number < n % parts else 0)])
    sentence = promise.slots.zh[f"{clause}_zh"] + "。"
    lines = [promise.fields["title_zh"], sentence, f"出具日期：{wording.day_pair(day)[0]}"]
    found = [filing.paper(promise, "pdf", proof, lines, rows, public=promise.rng.random() < 0.65)]
    if promise.rng.random() < 0.3:
        kind = promise.rng.choice(["xlsx", "png"])
        title = "进度台账" if kind == "xlsx" else "分批完成情况图"
        found.append(
            filing.paper(promise, kind, title, lines, rows, public=promise.rng.random() < 0.4)
        )
    return found


def propose(
    promise: Promise,
    outcome: str,
    phrase: str,
    done: dt.date | None,
    *,
    kept_on: dt.date | None = None,
    silent: bool = False,
    wait: tuple[int, int] = (2, 9),
    what: str = "propose",
) -> str:
    """A credit officer proposes an outcome; answers his key."""
    officer = promise.rng.choice(cast.OFFICERS)
    slots = promise.slots.pair(
        "method", promise.slots.clause(promise.rng.choice(texts.phrases("method")))
    )
    if done is not None:
        slots.pair("day", wording.day_pair(done))
    variants = texts.phrases(phrase)
    if phrase == "found_broken":
        variants = variants if silent else variants[:1]
    findings = slots.fill(promise.rng.choice(variants))
    day = promise.story.days.after(promise.story.today, promise.rng.randint(*wait))
    promise.story.add(
        what,
        "propose",
        officer,
        day,
        commitment_id=promise.case,
        outcome=outcome,
        findings=findings,
        kept_on=kept_on,
    )
    return officer


def return_outcome(promise: Promise, day: dt.date | None = None) -> None:
    """The reviewer sends the proposal back."""
    day = day or promise.story.days.after(promise.story.today, 2)
    promise.story.add(
        "return_outcome",
        "return_outcome",
        promise.rng.choice(cast.REVIEWERS),
        day,
        commitment_id=promise.case,
        reason=promise.pick("outcome_return_reason")[0],
    )


def _judge(
    promise: Promise,
    outcome: str,
    phrase: str,
    done: dt.date | None,
    *,
    kept_on: dt.date | None = None,
    silent: bool = False,
) -> None:
    if outcome != "kept" and promise.story.today <= promise.due_high:
        promise.story.at += promise.due_high - promise.story.today + dt.timedelta(1)
    propose(promise, outcome, phrase, done, kept_on=kept_on, silent=silent)
    if promise.rng.random() < 0.07:
        return_outcome(promise)
        propose(
            promise,
            outcome,
            phrase,
            done,
            kept_on=kept_on,
            silent=silent,
            wait=(1, 3),
            what="propose_again",
        )
    day = promise.story.days.after(promise.story.today, promise.rng.randint(1, 4))
    promise.story.add(
        "confirm", "confirm", promise.rng.choice(cast.REVIEWERS), day, commitment_id=promise.case
    )
