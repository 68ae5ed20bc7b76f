"""Who there is: divisions, bodies, posts, people who come and go, accounts."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from credit_portal.desk.demo import texts
from credit_portal.desk.demo.steps import Days, Of, Step, Story, moment
from credit_portal.desk.demo.texts import Body, Pair

SMALL, SMALL_CAST = 60, 8
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
SUFFIXES = ("示例", "示例一", "示例二", "示例三", "示例四", "示例五", "示例六", "示例七")
CLERK: Pair = ("办公室一级科员", "Senior clerk, General Office")
OFFICE: Pair = ("办公室主任", "Head of the General Office")
#: Account of the one who stands in for the approver of the body that is shown.
DEPUTY = "user:housing.deputy"
#: Bodies whose accounts the sign-in page offers: its accounts come first by name.
SHOWN = "housing"
#: The street whose yearly sheet they file and approve.
STREET = "street_qingsong"
#: Names of the accounts that it offers; the city decides on lawful changes of the body shown.
TAILS = {SHOWN: "demo-{role}", STREET: "demo-{role}-street", "city": "demo-superior-{role}"}
#: Bodies whose people handle complaints.
HANDLERS = (SHOWN, "education", STREET, "transport", "business")
HANDLER: Pair = ("信访投诉承办岗", "Complaints officer")
CREDIT_STAFF = (
    ("credit_officer", "核实科科长", "Head of the Verification Section"),
    ("credit_officer", "核实科主任科员", "Principal officer, Verification Section"),
    ("credit_reviewer", "复核科科长", "Head of the Review Section"),
    ("credit_reviewer", "复核科主任科员", "Principal officer, Review Section"),
    ("credit_reviewer", "异议复核岗", "Review officer for objections"),
    ("query_officer", "信用查询岗", "Query officer"),
    ("hotline_operator", "热线受理岗", "Hotline operator"),
    ("hotline_operator", "热线受理二岗", "Second hotline operator"),
    ("hotline_supervisor", "热线班长", "Head of the hotline shift"),
)
CITY_STAFF = (
    ("auditor", "审计专员", "Audit officer"),
    ("disciplinary_inspector", "纪检监察专员", "Discipline inspection officer"),
    ("security_administrator", "账号安全专员", "Account security officer"),
    ("security_administrator", "账号安全复核员", "Account security reviewer"),
    ("system_administrator", "系统运维专员", "System officer"),
    ("system_administrator", "系统运维复核员", "System reviewer"),
)
#: Of the government: complaints about the credit office itself are theirs.
OUTSIDE = "outside-"
OUTSIDE_STAFF = (
    ("hotline_operator", "督查室受理岗", "Complaints officer, Supervision Office"),
    ("hotline_supervisor", "督查室副主任", "Deputy head, Supervision Office"),
    ("credit_reviewer", "督查室复核岗", "Review officer, Supervision Office"),
)


@dataclass(frozen=True)
class Cast:
    """The bodies that take part and the steps that bring them about."""

    bodies: tuple[Body, ...]
    steps: tuple[Step, ...]

    def of(self, wanted: tuple[str, ...]) -> list[Body]:
        """Bodies for which a template is meant."""
        return [body for body in self.bodies if body.answers_to(wanted)]


def filer(body: Body | str) -> str:
    """Key of the account that files for a body."""
    return f"user:{body if isinstance(body, str) else body.key}.filer"


def approver(body: Body | str) -> str:
    """Key of the account that approves for a body."""
    return f"user:{body if isinstance(body, str) else body.key}.approver"


def handler(body: str) -> str:
    """Key of the account that handles complaints for a body."""
    return f"user:{body}.handler"


def post_key(body: Body, which: str) -> str:
    """Key of a post: `head`, `section`, `deputy` or `clerk`."""
    return f"post:{body.key}.{which}"


OFFICERS = ("user:credit_officer", "user:credit_officer-2")
REVIEWERS = ("user:credit_reviewer", "user:credit_reviewer-2", "user:credit_reviewer-3")


def chosen(size: int) -> tuple[Body, ...]:
    """The bodies of a run of this size, superiors first."""
    rows = texts.bodies()
    wanted = rows if size >= SMALL else rows[:SMALL_CAST]
    by_key = {body.key: body for body in rows}

    def depth(body: Body) -> int:
        return 1 + depth(by_key[body.parent]) if body.parent else 0

    return tuple(sorted(wanted, key=depth))


def deputy_title(head: Pair) -> Pair:
    """局长 and 副局长, Director and Deputy Director."""
    return f"{head[0][:-2]}副{head[0][-2:]}", f"Deputy {head[1]}"


class Names:
    """Fictional names, each given once."""

    def __init__(self) -> None:
        self._left = iter(_names())

    def next(self) -> str:
        """The next name; every one carries 示例."""
        return next(self._left)


def _names() -> Iterator[str]:
    for number in range(100):
        tail = SUFFIXES[number] if number < len(SUFFIXES) else f"示例{number}"
        yield from (surname + tail for surname in SURNAMES)


class _Setup:
    """Collects the steps of the first morning; the system acts."""

    def __init__(self, first_day: dt.date) -> None:
        self.first_day = first_day
        self.steps: list[Step] = []
        self.names = Names()

    def add(self, key: str, deed: str, **arguments: object) -> Of:
        at = moment(self.first_day, 8, 30) + dt.timedelta(seconds=len(self.steps))
        self.steps.append(Step(at, key, deed, "", arguments))
        return Of(key)

    def post(self, body: Body, which: str, title: Pair, *, held: bool = True) -> Of:
        principal = which == "head"
        post = self.add(
            post_key(body, which),
            "add_post",
            body_id=Of(f"body:{body.key}"),
            title=title,
            principal=principal,
            public=principal,
        )
        if held:
            self.hold(f"{body.key}.{which}", post, "regular", self.first_day - dt.timedelta(400))
        return post

    def hold(self, name: str, post: Of, kind: str, since: dt.date) -> None:
        person = self.add(f"person:{name}", "add_person", name=self.names.next())
        self.add(
            f"appointment:{name}",
            "appoint",
            post_id=post,
            person_id=person,
            starts_on=since,
            kind=kind,
            basis="",
        )

    def account(
        self,
        key: str,
        username: str,
        body: Body,
        post: Of,
        role: str,
        *,
        over: Of | None,
        person: Of | None = None,
        name: str = "",
    ) -> None:
        self.add(
            key,
            "add_account",
            username=username,
            display_name=name or self.names.next(),
            body_id=Of(f"body:{body.key}"),
            post_id=post,
            role=role,
            over_id=over,
            person_id=person,
        )


def make(size: int, seed: int, first_day: dt.date, end: dt.date, days: Days) -> Cast:
    """The cast of a run: set up on the first day, with changes of holder later on."""
    bodies = chosen(size)
    setup = _Setup(first_day)
    for row in texts.read("cast")["division"]:
        setup.add(
            f"division:{row['code']}",
            "add_division",
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent=row.get("parent", ""),
            kind=row.get("kind", ""),
        )
    for body in bodies:
        _body(setup, body)
    for body in bodies:
        _posts_and_accounts(setup, body)
    by_key = {body.key: body for body in bodies}
    _office(setup, by_key["credit"], CREDIT_STAFF, Of("body:city"))
    _office(setup, by_key["city"], CITY_STAFF, None)
    _office(setup, by_key["city"], OUTSIDE_STAFF, Of("body:credit"), OUTSIDE)
    steps = setup.steps + [
        step
        for body in bodies
        for step in _changes(body, seed, (first_day, end), days, setup.names)
    ]
    return Cast(bodies, tuple(steps))


def _body(setup: _Setup, body: Body) -> None:
    setup.add(
        f"body:{body.key}",
        "add_body",
        number=body.number,
        name=body.name,
        short=body.short,
        kind=body.kind,
        division=body.division,
        parent_id=Of(f"body:{body.parent}") if body.parent else None,
    )


def _posts_and_accounts(setup: _Setup, body: Body) -> None:
    setup.post(body, "head", body.head)
    if body.section:
        setup.post(body, "section", body.section)
    if body.key == "credit":
        return
    deputy = setup.post(body, "deputy", deputy_title(body.head))
    clerk = setup.post(body, "clerk", CLERK, held=False)
    over = Of(f"body:{body.key}")
    # The sign-in page offers the first account of each role by name: those that begin with demo-.
    tail = TAILS.get(body.key, f"shili-{body.key.replace('_', '-')}-{{role}}")
    setup.account(filer(body), tail.format(role="filer"), body, clerk, "filer", over=over)
    setup.account(
        approver(body),
        tail.format(role="approver"),
        body,
        deputy,
        "approver",
        over=over,
        person=Of(f"person:{body.key}.deputy"),
        name=_held_name(setup, f"{body.key}.deputy"),
    )
    if body.key in HANDLERS:
        post = setup.post(body, "handler", HANDLER, held=False)
        name = tail.format(role="case-handler")
        setup.account(handler(body.key), name, body, post, "case_handler", over=over)
    if body.key == SHOWN:
        _stand_in(setup, body)


def _stand_in(setup: _Setup, body: Body) -> None:
    """Somebody without a role of his own, who stands in for the approver."""
    post = setup.post(body, "office", OFFICE)
    setup.account(
        DEPUTY,
        "demo-deputy",
        body,
        post,
        "",
        over=None,
        person=Of(f"person:{body.key}.office"),
        name=_held_name(setup, f"{body.key}.office"),
    )


def _held_name(setup: _Setup, name: str) -> str:
    found = next(step for step in setup.steps if step.key == f"person:{name}")
    return str(found.arguments["name"])


def _office(
    setup: _Setup,
    body: Body,
    staff: tuple[tuple[str, str, str], ...],
    over: Of | None,
    prefix: str = "",
) -> None:
    """Accounts of those who verify, review, audit and administer: one post each."""
    count: dict[str, int] = {}
    for role, title_zh, title_en in staff:
        count[role] = count.get(role, 0) + 1
        name = f"{prefix}{role}" + (f"-{count[role]}" if count[role] > 1 else "")
        post = setup.post(body, name, (title_zh, title_en), held=False)
        setup.account(f"user:{name}", f"demo-{name.replace('_', '-')}", body, post, role, over=over)


def _changes(
    body: Body, seed: int, span: tuple[dt.date, dt.date], days: Days, names: Names
) -> list[Step]:
    """A new name for some, a new head for about half, some after weeks under an acting one."""
    rng = random.Random(f"{seed}/changes/{body.key}")
    first_day = span[0]
    story = Story(f"change:{body.key}", days, rng, *span)
    if body.renamed:
        day = days.on_or_after(first_day + dt.timedelta(20))
        story.add(
            "rename",
            "rename_body",
            "",
            day,
            body_id=Of(f"body:{body.key}"),
            name=body.renamed,
            on=day,
        )
    if rng.random() < 0.5:
        _succession(story, body, rng, first_day, names)
    return story.steps


def _succession(
    story: Story, body: Body, rng: random.Random, first_day: dt.date, names: Names
) -> None:
    post = Of(post_key(body, "head"))
    leaves = story.days.on_or_after(first_day + dt.timedelta(rng.randint(90, 640)))
    story.add(
        "relieve",
        "relieve",
        "",
        leaves,
        ends_on=leaves - dt.timedelta(1),
        appointment_id=Of(f"appointment:{body.key}.head"),
    )
    begins = _interim(story, body, rng, leaves) if rng.random() < 0.5 else leaves
    person = story.add("person", "add_person", "", begins, name=names.next())
    story.add(
        "succeeds",
        "appoint",
        "",
        begins,
        post_id=post,
        person_id=person,
        starts_on=begins,
        kind="regular",
        basis="示例市任免通知",
    )
    if body.key != "credit":  # it makes no promises, and has nobody who files
        story.add(
            "acknowledge",
            "acknowledge_hand_overs",
            filer(body),
            story.days.after(begins, 4),
            body_id=Of(f"body:{body.key}"),
        )


def _interim(story: Story, body: Body, rng: random.Random, leaves: dt.date) -> dt.date:
    """The deputy acts for some weeks; the day on which that ends."""
    story.add(
        "acting",
        "appoint",
        "",
        leaves,
        post_id=Of(post_key(body, "head")),
        starts_on=leaves,
        kind="acting",
        person_id=Of(f"person:{body.key}.deputy"),
        basis="示例市任免通知（主持工作）",
    )
    ends = story.days.on_or_after(leaves + dt.timedelta(rng.randint(25, 80)))
    story.add(
        "acting_ends",
        "relieve",
        "",
        ends,
        appointment_id=Of(f"{story.name}:acting"),
        ends_on=ends - dt.timedelta(1),
    )
    return ends
