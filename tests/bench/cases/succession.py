"""Succession of a body's open commitments, in one command, against the bare statements.

The limit writes by hand, set by set, what the command leaves behind: inheritance, commitments and
deadlines of the new body, the story, the items of the sheet. The command adds checks, two people,
comparisons before and after, and closes the body.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from commitments.models import Commitment, Inheritance
from commitments.services import succession_sql
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Organisation, Post, Succession, SuccessionLine
from credit_portal.directory.services import create_post
from credit_portal.workflow.models import Change, Deadline
from credit_portal.workflow.models_hand_over import HandOver, HandOverItem
from credit_portal.workflow.movers import Selection
from tests import factories
from tests.bench.cases.people import body, run_sql
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way
from tests.commitments import many, scenes, successions

LIMIT, COMMAND = "bare set-based SQL", "one command"
#: Kept small beside what a city has, large enough for the goal.
MOST = 100_000


class Stage:
    """Bodies in a row; everything open stands with the last one."""

    def __init__(self, rows: int) -> None:
        self.rows, self.number = min(rows, MOST), 2
        self.root = body(1)
        self.keepers = [self._user(f"keeper{n}", "system_administrator") for n in (1, 2)]
        officer, approver = self._user("officer", "filer"), self._user("approver", "approver")
        self.post = self._post()
        row = scenes.registered(
            officer, approver, self.post, due_on=clock.today() + timedelta(days=300)
        )
        self._multiply(row)
        self.change: Change | None = None
        self.told: dict[str, Any] = {}

    def _user(self, name: str, role: str) -> Any:
        return factories.user(username=name, role=role, organisation=self.root, title="科员")

    def _post(self) -> Post:
        self.number += 1
        place = factories.organisation(name_zh=f"示例局{self.number:03}", parent=self.root)
        return create_post(actor=SYSTEM, organisation=place, title_zh="局长", is_principal=True)

    def _multiply(self, row: Commitment) -> None:
        many.multiply(row, self.rows)
        for table in ("commitments_commitment", "workflow_deadline"):
            run_sql(f"vacuum analyze {table}", alias="owner")

    def _onwards(self) -> tuple[Organisation, Post]:
        """The body that has everything, and the post of a new one."""
        before, self.post = self.post.organisation, self._post()
        before.refresh_from_db()
        return before, self.post

    def prepare_command(self) -> None:
        """Propose that the next body takes over."""
        before, post = self._onwards()
        told = successions.payload("merge", before, successions.line(before, post))
        told["document_on"] = str(date(2026, 2, 20))
        self.change = successions.propose(self.keepers[0], before, told)

    def command(self) -> float:
        """Confirm it: everything moves."""
        assert self.change is not None
        done = successions.confirm(self.keepers[1], self.change)
        return float(done.facts["moved"])

    def prepare_limit(self) -> None:
        """The rows that the statements refer to."""
        before, post = self._onwards()
        today = clock.today()
        act = Succession.objects.create(
            kind="merge", organisation=before, effective_on=today, change_id=uuid4(),
            document_number="示", document_title="示", document_organ="示",
            document_on=today, confirmed_at=clock.now(),
        )  # fmt: skip
        line = SuccessionLine.objects.create(
            succession=act, position=1, from_organisation=before, to_organisation=post.organisation,
            to_post=post, scope="all", whole=True, effective_on=today,
        )  # fmt: skip
        sheet = HandOver.objects.create(
            succession=act, organisation=post.organisation, post=post, made_at=clock.now(),
            made_on=today,
        )  # fmt: skip
        self.told = {
            "succession": act.pk, "line": line.pk, "from": before.pk, "to": post.organisation_id,
            "to_post": post.pk, "on": today, "now": clock.now(), "act": uuid4(), "actor": "bench",
            "title": "bench", "title_en": "bench", "case_type": "commitments.commitment",
            "sheet": sheet.pk, "body": post.organisation_id, "post": post.pk,
        }  # fmt: skip

    def limit(self) -> float:
        """The statements, in one transaction."""
        with transaction.atomic():
            run_sql("set local statement_timeout = 0")
            run_sql(succession_sql.inherit(Selection(), within=False), self.told)
            run_sql(succession_sql.MOVE, self.told)
            run_sql(succession_sql.DEADLINES[0], self.told)
            run_sql(succession_sql.STORY, self.told)
            run_sql(succession_sql.ITEMS_OF_SUCCESSION, self.told)
        return float(self.rows)


def start(rows: int) -> Sequence[Way]:
    """Seed, and see that both ways leave the same behind."""
    stage = Stage(rows)
    ways = [
        Way(LIMIT, stage.limit, stage.prepare_limit, once=True),
        Way(COMMAND, stage.command, stage.prepare_command, once=True),
    ]
    for number, way in enumerate(ways, 1):
        way.prepare()
        way.step()
        there = (
            Commitment.objects.filter(organisation=stage.post.organisation_id).count(),
            Deadline.objects.filter(organisation=stage.post.organisation_id,
                                    kind="commitments.due").count(),
            Inheritance.objects.count() // number,
            HandOverItem.objects.count() // number,
        )  # fmt: skip
        if set(there) != {stage.rows}:
            raise Mismatch(f"{way.name} moved {there} of {stage.rows}")
    return ways


CASE = Case(
    name="succession",
    title="succession of a body's open commitments",
    unit="commitments",
    goals=(Goal("succession", COMMAND, LIMIT, 2.0, slower=True),),
    start=start,
)
