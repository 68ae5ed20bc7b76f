"""Two clocks of a work order: until its results have left, and to the day that the platform set."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from complaints.exchange_client import Answer
from complaints.models import Case, WorkOrderResult
from complaints.services import acceptance, order_sending, orders
from complaints.services.order_sending import handed_over
from complaints.work_exchange import items
from credit_portal.common import acts, invariants
from credit_portal.common.actors import ANYBODY
from tests.complaints import exchange_scenes as scene
from tests.complaints import scenes
from tests.complaints.scenes import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys")]


@pytest.fixture
def staff(cast: Cast) -> scene.Staff:
    """The hotline and the body concerned."""
    return scene.Staff(cast.operator, cast.supervisor, cast.handler, cast.head, cast.body)


def kinds(user: Any) -> Counter[str]:
    """Lines of his work by what there is to do."""
    found = type(user).objects.get(pk=user.pk)
    return Counter(str(item.kind) for item in items(found))


def by_file(staff: scene.Staff) -> None:
    """All results have left."""
    keys = [WorkOrderResult.objects.latest("id").pk]
    acts.run(handed_over, actor=staff.supervisor, keys=keys)


def test_a_result_that_does_not_leave_is_told_and_escalates(
    staff: scene.Staff, travel: Any
) -> None:
    row = scene.case_of(due_on=None)
    scene.act(acceptance.accept, staff.operator, row)
    assert scenes.running(row, "result").due_on == date(2026, 3, 3)
    assert kinds(staff.supervisor) == {}
    travel.move_to("2026-03-04 09:00:00+08:00")
    scenes.sweep()
    assert "hotline_supervisor" in scenes.told("complaint_overdue")
    assert "hotline_operator" not in scenes.told("complaint_overdue")
    assert kinds(staff.supervisor) == {"未能报送12345的结果": 1}
    travel.move_to("2026-03-09 09:00:00+08:00")
    scenes.sweep()
    assert scenes.told("complaint_escalated") == {"hotline_supervisor"}
    assert invariants.broken() == {}
    by_file(staff)
    assert scenes.outcomes(row)["result"] == "late"
    assert kinds(staff.supervisor) == {}
    assert invariants.broken() == {}


def test_what_the_platform_takes_ends_the_clock(staff: scene.Staff, settings: Any) -> None:
    row = scene.case_of()
    scene.act(acceptance.accept, staff.operator, row)
    claimed = order_sending.claim()
    assert claimed is not None
    refused = Answer(is_taken=False, trouble="refused:unknown")
    order_sending.settle(claimed, refused)
    assert scenes.outcomes(row)["result"] == ""
    assert kinds(staff.supervisor) == {"12345平台拒收的结果": 1}
    order_sending.settle(claimed, Answer(is_taken=True, trouble=""))
    assert scenes.outcomes(row)["result"] == "met"
    assert invariants.broken() == {}


def test_the_day_that_the_platform_set_runs_until_the_answer_has_left(
    staff: scene.Staff, travel: Any
) -> None:
    row = staff.answered(scene.case_of())
    assert scenes.running(row, "order").due_on == date(2026, 3, 9)
    by_file(staff)
    assert scenes.outcomes(row)["order"] == "met"
    late = scene.case_of(number="SL20260302000124")
    scene.act(acceptance.accept, staff.operator, late)
    by_file(staff)
    travel.move_to("2026-03-10 09:00:00+08:00")
    scenes.sweep()
    assert scenes.running(late, "order").overdue_at is not None
    assert scenes.running(late, "total").overdue_at is None
    assert "hotline_supervisor" in scenes.told("complaint_overdue")


def test_the_platform_moves_its_day(staff: scene.Staff) -> None:
    row: Case = scene.case_of()
    moved = scene.order(due_on=date(2026, 3, 12))
    acts.run(orders.receive, actor=ANYBODY, order=moved, source="http")
    assert scenes.running(row, "order").due_on == date(2026, 3, 12)
    gone = scene.order(due_on=None)
    acts.run(orders.receive, actor=ANYBODY, order=gone, source="http")
    assert scenes.outcomes(row)["order"] == "cancelled"
