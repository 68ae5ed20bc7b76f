"""From a template to a filing: body, post, numbers, dates, and the steps up to registration."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credit_portal.desk.demo import cast, texts, wording
from credit_portal.desk.demo.steps import Of, Story
from credit_portal.desk.demo.texts import Body, Pair, Template
from credit_portal.desk.demo.wording import Slots

CITY = "999100"
CITY_DISTRICTS = tuple(texts.area(code) for code in ("999102", "999103", "999123", "999181"))
#: A street promises about a third of what a city or a district does.
STREET_SHARE = 0.35


@dataclass
class Promise:
    """A promise that will be filed: whose, what, and the words around it."""

    story: Story
    body: Body
    template: Template
    slots: Slots
    post: str
    fields: dict[str, Any]
    due: dt.date | None = None
    due_low: dt.date = dt.date.max
    due_high: dt.date = dt.date.max
    milestones: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rng(self) -> random.Random:
        """The promise's own source of chance."""
        return self.story.rng

    @property
    def case(self) -> Of:
        """The commitment."""
        return Of(f"{self.story.name}:draft")

    def pick(self, phrase: str) -> Pair:
        """A variant of a phrase, filled in."""
        return self.slots.fill(self.rng.choice(texts.phrases(phrase)))

    def clauses(self, *names: str) -> None:
        """Put texts of the template into the slots, to be used inside phrases."""
        for name in names:
            self.slots.pair(name, self.slots.clause(self.template.texts[name]))


class Chooser:
    """Deals templates and bodies so that every kind of promise and every body has its turn."""

    def __init__(self, name: str, seed: int, people: cast.Cast) -> None:
        self._people = people
        self._deck = [one for one in texts.templates(name) if people.of(one.bodies)]
        random.Random(f"{seed}/{name}/order").shuffle(self._deck)
        self._used: dict[tuple[str, str], int] = {}
        self._turn = 0

    def next(
        self,
        rng: random.Random,
        *,
        body: str = "",
        by_rule: bool | None = None,
        on: dt.date = dt.date.max,
    ) -> tuple[Template, Body]:
        """The next template (for a body, or with a rule, when asked) whose law is in force on the
        day, and the body it is for."""
        fitting = [
            one
            for one in self._turned()
            if by_rule in (None, "rule" in one.more)
            and one.more.get("since", dt.date.min) <= on
            and self._bodies(one, body)
        ]
        if not fitting:
            return self.next(rng, on=on)
        template = fitting[0]
        if body:  # the same few templates come again and again: let them take turns
            template = min(fitting, key=lambda one: self._used.get((one.key, body), 0))
        return template, self._least_used(template, self._bodies(template, body), rng)

    def _turned(self) -> list[Template]:
        """The deck, beginning one further each time."""
        self._turn = (self._turn + 1) % len(self._deck)
        return [*self._deck[self._turn :], *self._deck[: self._turn]]

    def _bodies(self, template: Template, body: str) -> list[Body]:
        return [one for one in self._people.of(template.bodies) if body in ("", one.key)]

    def _least_used(self, template: Template, bodies: list[Body], rng: random.Random) -> Body:
        def uses(body: Body) -> tuple[int, int]:
            return self._used.get((template.key, body.key), 0), self._used.get(("", body.key), 0)

        fewest = min(uses(one) for one in bodies)
        found = rng.choice([one for one in bodies if uses(one) == fewest])
        for key in ((template.key, found.key), ("", found.key)):
            self._used[key] = self._used.get(key, 0) + 1
        return found


def numbers(template: Template, body: Body, rng: random.Random) -> Slots:
    """The numbers and the place of a promise."""
    slots = Slots()
    part_of = STREET_SHARE if "streets" in body.tags else 1.0
    if "n" in template.more:
        n = _from_range(template.more["n"], rng, part_of)
        part = max(1, round(n * rng.uniform(0.45, 0.85)))
        slots.set(n=n, j=part, r=max(n - part, 1))
    if "m" in template.more:
        m = _from_range(template.more["m"], rng, part_of)
        slots.set(m=m, money=m * 10_000)
    slots.set(people=rng.randrange(320, round(4800 * part_of), 40))
    slots.set(spots=rng.randint(3, 12), calls=rng.randint(12, 48))
    slots.pair("body", body.name)
    return slots.pair("place", _place(body, rng))


def _from_range(given: Sequence[int], rng: random.Random, part_of: float) -> int:
    low, high, step = given
    return rng.randrange(low, low + round((high - low) * part_of) + 1, step)


def _place(body: Body, rng: random.Random) -> Pair:
    """The area of a street, town, district or county; some district for a city body."""
    return rng.choice(CITY_DISTRICTS) if body.division == CITY else texts.area(body.division)


def responsible_post(template: Template, body: Body, rng: random.Random) -> str:
    """Key of the post that answers: mostly the head."""
    if template.more.get("section") and body.section and rng.random() < 0.45:
        return cast.post_key(body, "section")
    if rng.random() < 0.12:
        return cast.post_key(body, "deputy")
    return cast.post_key(body, "head")


def common_fields(template: Template, slots: Slots, rng: random.Random) -> dict[str, Any]:
    """Fields that both shapes have."""
    fill = slots.fill
    given = template.texts
    title = given["title"]
    if rng.random() < 0.55:  # the due date stands beside it anyway
        title = (title[0].replace("{due_zh}前", ""), title[1].replace(" by {due_en}", ""))
    authority = fill(rng.choice(texts.phrases("authority")))
    measure = given.get("measure") or given["indicator"]
    proof = given.get("proof") or given["source"]
    return wording.merged(
        {"category": template.category, "sector": template.sector},
        wording.fields(
            title=fill(title),
            matter=fill(given["matter"]),
            measure=fill(measure),
            beneficiaries=fill(given["who"]),
            legal_basis=texts.legal_basis(template),
            authority=authority,
            evidence_required=fill(proof),
        ),
    )


def file(promise: Promise, drafted: dt.date, registered: dt.date, *, detour: bool = False) -> None:
    """Draft, hand in, approve; with a detour it is returned once and mended."""
    story, filer, approver = promise.story, cast.filer(promise.body), cast.approver(promise.body)
    begin(promise, drafted)
    story.add("submit", "submit", filer, drafted, commitment_id=promise.case)
    if detour:
        send_back(promise, story.days.after(drafted, 1))
        story.add(
            "mend",
            "mend",
            filer,
            story.days.after(drafted, 2),
            commitment_id=promise.case,
            fields={
                name: promise.fields[name]
                for name in ("measure_zh", "measure_en", "beneficiaries_zh", "beneficiaries_en")
            },
        )
        story.add("resubmit", "submit", filer, story.today, commitment_id=promise.case)
    story.add("approve", "approve", approver, registered, commitment_id=promise.case)


def begin(promise: Promise, day: dt.date, without: Iterable[str] = ()) -> None:
    """The draft; `without` leaves fields empty, as one does who has only begun."""
    missing = set(without)
    fields = {
        name: value
        for name, value in promise.fields.items()
        if name.removesuffix("_zh").removesuffix("_en") not in missing
    }
    promise.story.add(
        "draft",
        "draft",
        cast.filer(promise.body),
        day,
        post_id=Of(promise.post),
        fields=fields,
        milestones=[] if missing else promise.milestones,
    )


def send_back(promise: Promise, day: dt.date) -> None:
    """The approver returns the filing with two marks."""
    marks = [
        ("measure_zh", texts.phrases("return_mark_measure")[0][0]),
        ("beneficiaries_zh", texts.phrases("return_mark_who")[0][0]),
    ]
    promise.story.add(
        "return",
        "send_back",
        cast.approver(promise.body),
        day,
        commitment_id=promise.case,
        reason=promise.pick("return_reason")[0],
        marks=marks,
    )


def paper(
    promise: Promise,
    kind: str,
    title: str,
    lines: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    public: bool,
) -> Mapping[str, Any]:
    """A small file of evidence, to be made when the step happens."""
    shown = [promise.body.name[0], *lines, "（演示材料，内容均为虚构）"]
    return {"kind": kind, "title": title, "lines": shown, "rows": rows, "public": public}
