"""Standing promises: figures period by period, some missed, some never reported."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commitments import rules
from credit_portal.desk.demo import cast, filing, texts, wording
from credit_portal.desk.demo.filing import Chooser, Promise
from credit_portal.desk.demo.steps import Story

#: How likely a period turns out otherwise than kept: (broken, reported late, not reported).
RELIABLE = (0.03, 0.025, 0.01)
SHAKY = (0.22, 0.08, 0.11)


@dataclass(frozen=True)
class Figures:
    """What a body reports for a period."""

    top: int
    bottom: int


def promise_from(chooser: Chooser, story: Story, begins: dt.date) -> Promise:
    """A standing promise that holds from the calendar period after a day."""
    rng = story.rng
    template, body = chooser.next(rng)
    slots = filing.numbers(template, body, rng)
    more = template.more
    span = rules.calendar_span(begins, more["period"])
    starts_on = span[1] + dt.timedelta(1)
    fields: dict[str, Any] = wording.merged(
        {
            "shape": "standing",
            "figure": more["figure"],
            "comparison": more["comparison"],
            "target": Decimal(more["target"]),
            "period": more["period"],
            "report_within": more["within"],
            "starts_on": starts_on,
        },
        wording.fields(
            indicator=template.texts["indicator"],
            unit=template.texts["unit"],
            source=template.texts["source"],
        ),
        filing.common_fields(template, slots, rng),
    )
    slots.pair("source", template.texts["source"]).pair("indicator", template.texts["indicator"])
    post = filing.responsible_post(template, body, rng)
    return Promise(story, body, template, slots, post, fields)


def live(promise: Promise) -> None:
    """Registered before it begins, then one period after the other until today."""
    story, rng = promise.story, promise.rng
    starts_on: dt.date = promise.fields["starts_on"]
    registered = story.days.after(starts_on, -rng.randint(2, 9))
    filing.file(promise, story.days.after(registered, -rng.randint(2, 4)), registered)
    ways = SHAKY if rng.random() < 0.35 else RELIABLE
    registration = story.today
    periods: list[Story] = []
    for number, span in enumerate(_spans(promise, registration)):
        fate = "no_cases" if number == 1 and _may_be_empty(promise) else _fate(promise, ways)
        part = Story(
            f"{story.name}:{span.ends_on.isoformat()}", story.days, rng, span.ends_on, story.end
        )
        _period(promise, part, span, fate)
        periods.append(part)
    story.steps += [step for part in periods for step in part.steps]


def _spans(promise: Promise, registered: dt.date) -> Iterator[rules.Span]:
    period, starts_on = promise.fields["period"], promise.fields["starts_on"]
    found = rules.first_spans(period, starts_on, None, registered)
    span: rules.Span | None = found[0] if found else None
    while span is not None and span.ends_on < promise.story.end:
        yield span
        span = rules.next_span(span, period, starts_on, None)


def _may_be_empty(promise: Promise) -> bool:
    """Whether there can be a period without any case."""
    return bool(promise.template.more.get("empty"))


def _fate(promise: Promise, ways: tuple[float, float, float]) -> str:
    chance = promise.rng.random()
    for code, likely in zip(("broken", "kept_late", "not_reported"), ways, strict=True):
        if chance < likely:
            return code
        chance -= likely
    return "kept"


def _period(promise: Promise, part: Story, span: rules.Span, fate: str) -> None:
    rng, days = promise.rng, part.days
    figures = _figures(promise, span, fate)
    if fate == "not_reported":
        # Whatever the calendar, 15 working days are over after 40 days.
        part.at += dt.timedelta(40)
    else:
        within = int(promise.fields["report_within"])
        day = days.after(span.ends_on, rng.randint(2, min(6, within - 1)))
        if fate == "kept_late":
            day = days.on_or_after(span.ends_on + dt.timedelta(rng.randint(33, 40)))
        _report(promise, part, span, figures, day)
    _judge(promise, part, span, fate)


def _figures(promise: Promise, span: rules.Span, fate: str) -> Figures:
    if fate == "no_cases":
        return Figures(0, 0)
    more, rng = promise.template.more, promise.rng
    bottom = rng.randint(*more["cases"])
    if more.get("days"):
        bottom = (span.ends_on - span.starts_on).days + 1
    low, high = (Decimal(part) for part in more["worst" if fate == "broken" else "best"])
    value = low + (high - low) * Decimal(rng.randrange(0, 1001)) / 1000
    per = Decimal(100) if more["figure"] == "share" else Decimal(1)
    top = math.floor(bottom * value / per + Decimal("0.5"))
    good = fate != "broken"
    target, at_least = Decimal(more["target"]), more["comparison"] == "at_least"
    limit = bottom * target / per
    if at_least:
        top = max(top, math.ceil(limit)) if good else min(top, math.ceil(limit) - 1)
    else:
        top = min(top, math.floor(limit)) if good else max(top, math.floor(limit) + 1)
    return Figures(max(top, 0), bottom)


def _report(
    promise: Promise, part: Story, span: rules.Span, figures: Figures, day: dt.date
) -> None:
    _show(promise, figures)
    papers = []
    if promise.rng.random() < 0.45:
        rows = _weeks(promise, span, figures)
        title = f"{promise.template.texts['indicator'][0]}台账"
        papers.append(
            filing.paper(promise, "xlsx", title, [], rows, public=promise.rng.random() < 0.55)
        )
    part.add(
        "report",
        "report",
        cast.filer(promise.body),
        day,
        commitment_id=promise.case,
        claim="figures",
        text=promise.pick("report_figures" if figures.bottom else "report_no_cases"),
        ends_on=span.ends_on,
        figures=(str(figures.top), str(figures.bottom)),
        papers=papers,
    )


def _show(promise: Promise, figures: Figures) -> None:
    """The figures and their value, for the words around them."""
    figure, unit = promise.fields["figure"], promise.template.texts["unit"]
    found = rules.exact_value(Decimal(figures.top), Decimal(figures.bottom), figure)
    value = rules.shown_value(found)
    shown = (f"{value}%", f"{value} per cent")
    if figure == "average":
        shown = (f"{value}{unit[0]}", f"{value} {unit[1]}")
    promise.slots.set(top=figures.top, bottom=figures.bottom).pair("value", shown)


def _weeks(promise: Promise, span: rules.Span, figures: Figures) -> list[list[Any]]:
    """A table that adds up to the figures."""
    parts = 4
    rows: list[list[Any]] = [["统计时段", "分子", "分母"]]
    length = ((span.ends_on - span.starts_on).days + 1) / parts
    for number in range(parts):
        first = span.starts_on + dt.timedelta(round(number * length))
        last = span.starts_on + dt.timedelta(round((number + 1) * length) - 1)
        shares = [
            whole * (number + 1) // parts - whole * number // parts
            for whole in (figures.top, figures.bottom)
        ]
        rows.append([f"{first:%m-%d}至{last:%m-%d}", *shares])
    return [*rows, ["合计", figures.top, figures.bottom]]


def _judge(promise: Promise, part: Story, span: rules.Span, fate: str) -> None:
    rng, days = promise.rng, part.days
    why = rng.choice(texts.phrases("why_missed"))
    promise.slots.pair("why", promise.template.texts.get("why", why))
    day = days.after(part.today, rng.randint(2, 8))
    part.add(
        "propose",
        "propose",
        rng.choice(cast.OFFICERS),
        day,
        commitment_id=promise.case,
        outcome=fate,
        findings=promise.pick(f"found_period_{fate}"),
        ends_on=span.ends_on,
    )
    part.add(
        "confirm",
        "confirm",
        rng.choice(cast.REVIEWERS),
        days.after(part.today, rng.randint(1, 4)),
        commitment_id=promise.case,
        ends_on=span.ends_on,
    )
