"""Whatever happens in whatever order: each open commitment has exactly one responsible body, and
its due day changes only by a recorded lawful act. `LONG=1` tries many more sequences."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.models import Commitment
from commitments.services.approval import DUE
from credit_portal.common import clock as portal_clock
from credit_portal.common import invariants
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import DomainError
from credit_portal.directory.models import Person
from credit_portal.directory.services import appoint, end_appointment
from credit_portal.workflow import hand_overs, services
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.models_hand_over import HandOver
from tests import factories
from tests.commitments import scenes
from tests.commitments.successions import carry_out, line, payload, post_of

pytestmark = pytest.mark.django_db

EXAMPLES = 150 if os.environ.get("LONG") == "1" else 8
HELD = ("commitments.responsible_body", "commitments.inherited_due_day", "commitments.handed_over",
        "commitments.due_without_clock", "I12b", "I12c", "I12d")  # fmt: skip
KINDS = ("merge", "abolition", "rename", "split", "function_transfer", "division_change")
PLACE = st.integers(0, 3)
STEP = st.one_of(
    st.tuples(st.just("succeed"), st.sampled_from(KINDS), PLACE, PLACE),
    st.tuples(st.just("succeed"), st.sampled_from(KINDS), PLACE, PLACE),
    st.tuples(st.just("appoint"), PLACE, st.integers(-3, 3), st.just(0)),
    st.tuples(st.just("pass_days"), st.integers(1, 25), st.just(0), st.just(0)),
    st.tuples(st.sampled_from(["suspend", "resume", "extend"]), PLACE, st.just(0), st.just(0)),
)


class World:
    """Four bodies, two open commitments each of the first two; one counted by a rule."""

    def __init__(self, keepers: tuple[Any, Any], posts: list[Any], traveller: Any) -> None:
        self.keepers, self.posts, self.clock = keepers, posts, traveller
        self.rows = list(Commitment.objects.order_by("pk"))
        self.days = self.due_days()
        self.lawful: set[Any] = set()

    def due_days(self) -> dict[Any, date]:
        """Due day by deadline of a commitment or period."""
        rows = Deadline.objects.filter(case_type__startswith="commitments.")
        return dict(rows.values_list("pk", "due_on"))

    def succeed(self, kind: str, before: int, after: int) -> None:
        """One body takes over from another; in a split another one takes the rest."""
        old, new = self.posts[before].organisation, self.posts[after]
        lines = [line(old, new)]
        if kind == "split":
            third = self.posts[(after + 1) % len(self.posts)]
            lines.append(line(old, third, "sector", sectors=["elderly_care"]))
        carry_out(self.keepers, old, payload(kind, old, *lines))

    def appoint(self, at: int, shift: int, _zero: int) -> None:
        """Somebody else comes into a post, perhaps while another one holds it."""
        post, day = self.posts[at], portal_clock.today() + timedelta(shift)
        term = post.appointments.filter(ends_on=None).first()
        if term is not None and shift >= 0:
            end_appointment(actor=SYSTEM, appointment=term, ends_on=day - timedelta(1))
        person = Person.objects.create(name="周示例")
        appoint(actor=SYSTEM, post=post, person=person, starts_on=day)

    def pass_days(self, count: int, *_zeros: int) -> None:
        """Time goes on, and the jobs do their work."""
        day = portal_clock.today() + timedelta(count)
        self.clock.move_to(f"{day} 09:00:00+08:00")
        scenes.sweep()
        hand_overs.make_for_newcomers()

    def _lawfully(self, act: Any, at: int, **more: Any) -> None:
        row = self.rows[at % len(self.rows)]
        self.lawful.add(act(DUE, row, actor=SYSTEM, **more).pk)

    def suspend(self, at: int, *_zeros: int) -> None:
        """A clock stops."""
        self._lawfully(services.suspend, at, ground="appraisal")

    def resume(self, at: int, *_zeros: int) -> None:
        """It runs again."""
        self._lawfully(services.resume, at)

    def extend(self, at: int, *_zeros: int) -> None:
        """It is extended, where its rule allows."""
        self._lawfully(services.extend, at, ground="force_majeure")

    def check(self) -> None:
        """What holds at every moment."""
        assert invariants.broken(only=HELD) == {}
        open_rows = Commitment.objects.filter(state="registered", outcome="open")
        assert open_rows.count() == len(self.rows)
        assert all(row.organisation.active for row in open_rows.select_related("organisation"))
        days = self.due_days()
        moved = {key for key, day in self.days.items() if days.get(key) != day}
        assert moved <= self.lawful
        for sheet in HandOver.objects.all():
            assert sheet.items.exists()


@pytest.fixture
def keepers(system_administrator: Any, second_system_administrator: Any) -> tuple[Any, Any]:
    """Who proposes and who confirms."""
    return system_administrator, second_system_administrator


@pytest.fixture
def posts(
    city: Any, post: Any, other_bureau: Any, registered: Any, standing: Any, officer: Any,
    approver: Any,
) -> list[Any]:  # fmt: skip
    """The posts of four bodies; the first has promised."""
    scenes.registered(officer, approver, post, due_on=None, due_rule="COM-REPORT",
                      due_start=date(2026, 3, 2), sector="employment")  # fmt: skip
    more = [factories.organisation(name_zh=f"示例市{name}局", parent=city) for name in "甲乙"]
    return [post, post_of(other_bureau), *(post_of(body, "钱示例") for body in more)]


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES < 100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(STEP, min_size=3, max_size=8))
def test_one_responsible_body_and_a_due_day_that_stays(
    steps: list[tuple[Any, ...]], keepers: tuple[Any, Any], posts: list[Any], clock: Any
) -> None:
    clock.move_to("2026-03-02 09:00:00+08:00")
    place = transaction.savepoint()
    try:
        world = World(keepers, posts, clock)
        for name, *arguments in steps:
            with suppress(DomainError):
                getattr(world, name)(*arguments)
            for post in world.posts:
                post.organisation.refresh_from_db()
            world.check()
    finally:
        transaction.savepoint_rollback(place)
