"""Reminders as data: the nearest body's plan says how many days before, within bounds."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from credit_portal.audit.models import AuditEvent
from credit_portal.common.errors import DomainError, NotAllowed
from credit_portal.workflow import registry, reminders, services, sweeps
from credit_portal.workflow.models import Deadline
from tests.workflow.conftest import Recorder

pytestmark = pytest.mark.django_db
KIND = "test.planned"
DUE = date(2026, 6, 30)


@pytest.fixture
def planned() -> Iterator[Recorder]:
    """A kind that follows the plans of bodies; its own offsets are 7 and 1, escalation after 5."""
    recorder, before = Recorder(), dict(registry._kinds)
    registry._kinds.clear()
    registry.register_deadline_kind(
        KIND, on_remind=recorder.handler("remind"), on_overdue=recorder.handler("overdue"),
        escalate_after=5, on_escalate=recorder.handler("escalate"), planned=True,
    )  # fmt: skip
    yield recorder
    registry._kinds.clear()
    registry._kinds.update(before)


def plan(actor: Any, body: Any, days: list[int], **more: Any) -> Any:
    given = {"approver_from": 7, "superior_from": 1, "escalate_after": 3, **more}
    return reminders.set_plan(actor=actor, organisation=body, remind_before=days, **given)


def start(case: Any, body: Any) -> Deadline:
    return services.start_deadline(
        kind=KIND, case=case, organisation=body, start_on=date(2026, 3, 2), due_on=DUE
    )


def sweep(days_before: int) -> None:
    today = DUE - timedelta(days=days_before)
    for stage in sweeps.stages(registry.deadline_kind(KIND), today):
        sweeps.claim(actor=None, stage=stage, today=today, place=sweeps.BEGINNING, size=100)  # type: ignore[arg-type]


def test_the_nearest_plan_says_when(
    planned: Recorder, new_case: Any, city: Any, bureau: Any, other_bureau: Any,
    system_administrator: Any, approver: Any,
) -> None:  # fmt: skip
    plan(system_administrator, city, [20])
    plan(approver, bureau, [45, 10])
    mine, others = start(new_case(), bureau), start(new_case(), other_bureau)
    sweep(45)
    assert planned.ids("remind") == [mine.pk]
    sweep(20)
    assert planned.ids("remind") == [mine.pk, others.pk]
    sweep(10)
    sweep(7)
    assert planned.ids("remind") == [mine.pk, others.pk, mine.pk]
    assert Deadline.objects.get(pk=mine.pk).reminded_before == 10


def test_without_a_plan_the_kind_keeps_its_own(
    planned: Recorder, new_case: Any, bureau: Any
) -> None:
    deadline = start(new_case(), bureau)
    sweep(8)
    assert planned.ids("remind") == []
    sweep(7)
    assert planned.ids("remind") == [deadline.pk]


def test_escalation_follows_the_plan(
    planned: Recorder, new_case: Any, bureau: Any, other_bureau: Any, approver: Any
) -> None:
    plan(approver, bureau, [7], escalate_after=2)
    mine, others = start(new_case(), bureau), start(new_case(), other_bureau)
    sweep(-1)
    sweep(-2)
    assert planned.ids("escalate") == [mine.pk]
    sweep(-5)
    assert planned.ids("escalate") == [mine.pk, others.pk]


@pytest.mark.parametrize(
    "wrong",
    [{"days": []}, {"days": [0]}, {"days": [91]}, {"days": [1, 2, 3, 4, 5, 6, 7]},
     {"escalate_after": 31}, {"approver_from": 0}, {"superior_from": 15}],
)  # fmt: skip
def test_it_stays_within_bounds(bureau: Any, approver: Any, wrong: dict[str, Any]) -> None:
    days = wrong.pop("days", [7])
    with pytest.raises(DomainError) as caught:
        plan(approver, bureau, days, **wrong)
    assert caught.value.code == "reminders_bounds"


def test_who_may_and_what_is_written_down(
    bureau: Any, city: Any, approver: Any, officer: Any, stranger_approver: Any
) -> None:
    for actor, body in ((officer, bureau), (stranger_approver, bureau), (approver, city)):
        with pytest.raises(NotAllowed):
            plan(actor, body, [7])
    plan(approver, bureau, [7])
    with pytest.raises(DomainError) as caught:
        plan(approver, bureau, [14])  # as if nobody had set one
    assert caught.value.code == "stale"
    plan(approver, bureau, [14], expected_version=1)
    event: Any = AuditEvent.objects.filter(verb="workflow.set_reminders").latest("id")
    assert (event.old["remind_before"], event.new["remind_before"]) == ([7], [14])
