"""Whatever a few people do in whatever order, and whatever the clock says: nothing is shown without
due process, nobody decides twice on one record, nothing is shown after its last day. `LONG=1` tries
many more sequences and moments."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.db.models import F
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from credit_portal.accounts.models import RoleGrant, User
from credit_portal.common import acts, clock
from credit_portal.common.errors import DomainError
from credit_portal.publishing.models import Decision
from credit_portal.publishing.models.decision import REMOVING
from integrity_files import services
from integrity_files.models import Objection, Record, Repair
from integrity_files.services import objection_decision as decision
from integrity_files.services import objection_filing as filing
from integrity_files.services import objection_office as office
from integrity_files.services import record_publication as publication
from integrity_files.services.objection_by_desk import object_to_record
from tests import factories
from tests.integrity_files import record_scenes as scene

pytestmark = pytest.mark.django_db
LONG = os.environ.get("LONG") == "1"
MACHINE = settings(
    max_examples=60 if LONG else 3, stateful_step_count=40 if LONG else 10, deadline=None,
    derandomize=not LONG, suppress_health_check=list(HealthCheck),
)  # fmt: skip
WHO = st.integers(0, 5)
ERROR = {"ground": "error", "reason": "写错了。"}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(city: Any, credit_office: Any) -> list[User]:
    """Six of the credit office, each of whom may do both halves of everything."""
    return [_both(city, credit_office, f"member{number}") for number in range(6)]


def _both(city: Any, body: Any, name: str) -> User:
    one = factories.user(username=name, role="credit_officer", organisation=body, title="专员",
                         granted_on=city)  # fmt: skip
    RoleGrant.objects.create(user=one, role_id="credit_reviewer", organisation=city,
                             starts_on=factories.START, origin="demo")  # fmt: skip
    found = User.objects.get(pk=one.pk)
    found.fresh = True
    return found


class Life(RuleBasedStateMachine):
    """One record and the people; each example is undone at its end."""

    people: ClassVar[list[User]]
    body: ClassVar[User]
    record: ClassVar[Record]
    reached: ClassVar[set[str]]

    def __init__(self) -> None:
        super().__init__()
        self.began = transaction.savepoint()
        self.count = 0

    def teardown(self) -> None:
        """Undo the example."""
        transaction.savepoint_rollback(self.began)

    @property
    def row(self) -> Record:
        """The record as it stands."""
        return Record.objects.get(pk=self.record.pk)

    def attempt(self, service: Callable[..., Any], who: User, **given: Any) -> None:
        """One act, which may be refused in plain words but by nothing else."""
        self.count += 1
        try:
            acts.run(service, actor=who, **given)
        except DomainError:
            return
        self.reached.add(service.__name__)

    def on_record(self, service: Callable[..., Any], who: User, **given: Any) -> None:
        """One act on the record."""
        self.attempt(service, who, record_id=self.record.pk, **given)


class DueProcess(Life):
    """From the order to rectify on: steps in their order, others, and publishing all the same."""

    NEXT: ClassVar[dict[str, tuple[str, ...]]] = {
        "rectifying": ("notice",), "noticed": ("hear", "state"), "heard": ("propose",),
        "proposed": ("decide",), "decided": ("hide", "show"),
    }  # fmt: skip

    def do(self, name: str, who: User) -> None:
        """One act by name."""
        upload = None if self.row.paper_file_id else scene.paper(10)
        known: dict[str, tuple[Any, dict[str, Any]]] = {
            "notice": (services.serve_notice, {"notice": scene.NOTICE}),
            "state": (services.file_statement, {"text": "已列入预算。"}),
            "hear": (services.consider_statement, {"considered": "不影响付款义务。"}),
            "propose": (services.propose_determination, {"weighed": scene.WEIGHED,
                                                          "upload": upload}),
            "bare": (services.propose_determination, {"weighed": scene.WEIGHED}),
            "send_back": (services.return_proposal, {"reason": "请补充。"}),
            "decide": (services.decide_determination, {}),
            "hide": (services.hide_record, {"reason": "court", "words": "裁定。"}),
            "show": (services.end_hiding, {"why": "裁定已解除。"}),
            "correct": (services.propose_correction, {**ERROR, "changes": {"amount": "5"}}),
            "carry_out": (services.decide_motion, {}),
        }  # fmt: skip
        service, given = known[name]
        self.on_record(service, who, **given)

    @initialize(steps=st.sampled_from([5, 4, 3]))
    def begin(self, steps: int) -> None:
        """So far as it should be: statement after notice, by others in turn."""
        for step in range(steps):
            self.go_on(who=step % 2, turn=step % 2)

    @rule(who=WHO, turn=st.integers(0, 1))
    def go_on(self, who: int, turn: int) -> None:
        """What comes next, by anybody; the statement is made by the body."""
        names = self.NEXT.get(self.row.state, ("hear",))
        name = names[turn % len(names)]
        self.do(name, self.body if name == "state" else self.people[who])

    @rule(who=WHO, name=st.sampled_from(["bare", "send_back", "decide", "notice", "correct",
                                         "carry_out", "hide", "state"]))  # fmt: skip
    def do_anything(self, who: int, name: str) -> None:
        """Any act by anybody, the body too."""
        self.do(name, [*self.people, self.body][who])

    @rule(who=WHO)
    def publish_all_the_same(self, who: int) -> None:
        """The database lets nothing through before its time, whatever the program says."""
        row, begun = self.row, transaction.savepoint()
        first, second = self.people[who], self.people[who - 1]
        try:
            publication.show(row, proposer=first, approver=second)
        except (DatabaseError, DomainError):
            transaction.savepoint_rollback(begun)
            return
        assert row.state == "decided"

    @invariant()
    def nothing_is_shown_without_due_process(self) -> None:
        """Document, notice, considered statement, two people."""
        shown = Decision.objects.filter(source_id=str(self.record.pk)).exclude(act__in=REMOVING)
        row = self.row
        if not shown.exists():
            return
        self.reached.add("public")
        assert row.noticed_on
        assert row.heard_on
        assert row.considered_zh
        assert row.paper_file_id
        assert row.paper_number
        assert row.decider_id
        assert row.decider_id != row.proposer_id
        inside = [one.organisation_id for one in (row.proposer, row.decider) if one is not None]
        assert row.organisation_id not in inside


def run(machine: type[Life]) -> None:
    """Try it."""
    machine.reached = set()
    run_state_machine_as_test(machine, settings=MACHINE)


def test_no_order_of_acts_shows_anything_without_due_process(
    people: list[User], officer: Any, bureau: Any
) -> None:
    DueProcess.people, DueProcess.body = people, officer
    DueProcess.record = scene.ordered(people[0], bureau)
    run(DueProcess)
    assert "public" in DueProcess.reached


class NeverTwice(Life):
    """On a determined record: objections and appeals, proposals of the office, repair, hiding."""

    @property
    def objection(self) -> Objection | None:
        """The objection filed last."""
        return Objection.objects.order_by("created_at", "id").last()

    PLAN: ClassVar[list[tuple[str, int]]] = [
        ("repair", 2), ("repair", 3), ("repair", 4), ("repair", 5), ("objection", 2),
        ("objection", 4), ("objection", 5), ("objection", 2), ("office", 4), ("office", 3),
        ("hiding", 3), ("hiding", 4),
    ]  # fmt: skip

    @initialize(plan=st.permutations(PLAN))
    def begin(self, plan: list[tuple[str, int]]) -> None:
        """Each case goes its way, by people who may; then in another order by any of them."""
        for case, who in plan:
            more = {"corrected": who == 4} if case == "objection" else {}
            getattr(self, f"{case}_goes_on")(who=who, **more)

    @rule(who=WHO, corrected=st.booleans())
    def objection_goes_on(self, who: int, corrected: bool) -> None:
        """The next step of the objection, by whoever it is; the body files and appeals."""
        row, one = self.objection, self.people[who]
        said = {"reason": "经核查。"}
        changed: dict[str, Any] = {}
        if corrected:
            changed = {"result": "corrected", "changes": {"amount": str(self.count + 1)}}
        steps: dict[str, tuple[Any, dict[str, Any]]] = {
            "accepted": (office.verify, said),
            "verified": (decision.propose, {"result": "rejected", **said, **changed}),
            "proposed": (decision.decide, {}),
            "decided": (filing.appeal_by_desk, {"words": "不服。"}),
            "appealed": (decision.propose_appeal, {"result": "upheld", **said, **changed}),
            "appeal_set": (decision.decide_appeal, {}),
        }
        if row is None or row.state not in steps:
            self.on_record(object_to_record, self.body, ground="facts", words="金额不对。")
            return
        service, given = steps[row.state]
        who_acts = self.body if row.state == "decided" else one
        self.attempt(service, who_acts, objection_id=row.pk, **given)

    @rule(who=WHO)
    def office_goes_on(self, who: int) -> None:
        """The office proposes a correction, or decides what it proposed."""
        if self.row.motions.filter(state="proposed").exists():
            self.on_record(services.decide_motion, self.people[who])
            return
        changes = {"amount": str(self.count + 1)}
        self.on_record(services.propose_correction, self.people[who], **ERROR, changes=changes)

    @rule(who=WHO)
    def repair_goes_on(self, who: int) -> None:
        """The next step of the repair; the body asks for it."""
        row, one = Repair.objects.filter(record=self.record).last(), self.people[who]
        steps: dict[str, tuple[Any, dict[str, Any]]] = {
            "filed": (services.accept_repair, {}),
            "accepted": (services.propose_repair, {"outcome": "refuse", "finding": "未履行。"}),
            "proposed": (services.decide_repair, {}),
        }
        if row is None or row.state not in steps:
            given = {"done": "已付清。", "pledged": True, "upload": scene.paper(120)}
            self.on_record(services.file_repair, self.body, **given)
            return
        service, given = steps[row.state]
        self.attempt(service, one, repair_id=row.pk, **given)

    @rule(who=WHO)
    def hiding_goes_on(self, who: int) -> None:
        """Hidden by one, confirmed by another."""
        if self.row.hidings.filter(state="open").exists():
            self.on_record(services.confirm_hiding, self.people[who], why="情况属实。")
            return
        given = {"reason": "personal", "words": "姓名。"}
        self.on_record(services.hide_record, self.people[who], **given)

    @invariant()
    def nobody_decides_twice(self) -> None:
        """Each case about the record was decided by somebody of its own, never by both halves."""
        row = self.row
        pairs = [(row.proposer_id, row.decider_id)]
        pairs += row.motions.filter(state="decided").values_list("proposer_id", "decider_id")
        pairs += Repair.objects.filter(record=row).values_list("proposer_id", "decider_id")
        for one in Objection.objects.filter(source_id=str(row.pk)):
            pairs += [(one.proposer_id, one.decider_id),
                      (one.appeal_proposer_id, one.appeal_decider_id)]  # fmt: skip
        decided = [second for _first, second in pairs if second is not None]
        assert len(decided) == len(set(decided)), "one person decided twice"
        assert row.proposer_id not in decided
        assert all(first != second for first, second in pairs if second is not None)
        assert set(row.corrections.values_list("decider_id", flat=True)) <= set(decided)
        assert not row.hidings.filter(second__isnull=False, second=F("hider")).exists()


def test_nobody_decides_twice_on_one_record(
    people: list[User], officer: Any, bureau: Any, travel: Any
) -> None:
    NeverTwice.people, NeverTwice.body = people, officer
    NeverTwice.record = scene.decided(people[0], people[1], officer, bureau)
    travel.move_to("2026-04-21 09:00:00+08:00")
    run(NeverTwice)
    assert {"decide", "decide_motion", "confirm_hiding", "decide_repair"} <= NeverTwice.reached


#: Days of the document and months of display; the last day is an ordinary one, the end of a year,
#: the 29th of February.
SPANS = (
    (date(2026, 1, 20), None, date(2029, 1, 20)),
    (date(2025, 12, 31), None, date(2028, 12, 31)),
    (date(2024, 2, 29), 48, date(2028, 2, 29)),
)
ENDS = [datetime.combine(last, time.max, clock.TZ) for _day, _months, last in SPANS]
NEAR = st.builds(
    lambda end, seconds: end + timedelta(seconds=seconds),
    st.sampled_from(ENDS),
    st.sampled_from([-86400, -28801, -28800, -1, 0, 0.000001, 1, 28799, 28800, 86400]),
)
EVER = st.datetimes(datetime(2026, 3, 2, 9), datetime(2031, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


@pytest.fixture
def three(people: list[User], officer: Any, bureau: Any) -> dict[str, date]:
    """Records on display: the last day of each by its reference."""
    found = {}
    for number, (day, months, last) in enumerate(SPANS):
        given = {"paper_date": day, "paper_number": f"（2025）示例{number}号"}
        if months:
            given |= {"override_longest": months, "override_zh": "示例条例第三条"}
        row = scene.displayed(people[0], people[1], officer, bureau, **given)
        assert row.last_day == last
        found[row.ref] = last
    return found


def surfaces(address: str) -> dict[str, str]:
    """What each public surface says now that shows many records."""
    title = quote(scene.NOTICE["title_zh"])
    urls = ["/", "/records/", f"/search/?q={title}", f"/organisations/{address}/",
            "/feeds/records.atom", "/api/v1/records/", "/sitemap.xml"]  # fmt: skip
    return {url: read(url) for url in urls}


def read(url: str) -> str:
    """What an address says to anybody."""
    return Client().get(url).content.decode()


def test_no_surface_shows_a_record_after_its_last_day(
    three: dict[str, date], bureau: Any, travel: Any
) -> None:
    """The worker is down: nothing but the clock ends the display."""
    title = scene.NOTICE["title_zh"]

    @settings(max_examples=200 if LONG else 4, deadline=None, derandomize=not LONG,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @example(moment=ENDS[0])
    @example(moment=ENDS[1] + timedelta(microseconds=1))
    @example(moment=ENDS[2] + timedelta(microseconds=1))
    @given(moment=st.one_of(NEAR, EVER))
    def at(moment: datetime) -> None:
        travel.move_to(moment)
        told = surfaces(bureau.slug)
        for ref, last in three.items():
            over = clock.today() > last
            shown = {url for url, text in told.items() if ref in text}
            assert shown == set() if over else shown >= told.keys() - {"/"}
            for url in (f"/records/{ref}/", f"/api/v1/records/{ref}/"):
                assert (title in read(url)) is not over

    at()
