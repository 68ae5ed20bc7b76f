"""A due date moves only by a recorded act, and a clock never starts anew: the database holds it."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from credit_portal.common.ids import uuid7
from credit_portal.workflow import services
from credit_portal.workflow.models import Deadline, DeadlinePause
from credit_portal.workflow.models_moves import DueDateMove

pytestmark = pytest.mark.django_db
DUTY = "test.duty"
NEVER: list[dict[str, Any]] = [
    {"start_on": date(2026, 3, 9)},
    {"kind": "test.other"},
    {"case_id": uuid7()},
    {"case_type": "directory.person"},
    {"rule": None, "unit": "", "count": None},
    {"count": 40},
    {"roll": True},
    {"due_on": date(2026, 4, 28)},
    {"due_on": date(2026, 4, 28), "moved_by": "extension:1"},
    {"due_on": date(2026, 4, 28), "moved_by": "pause:1"},
    {"due_on": date(2026, 4, 28), "moved_by": f"recount:{uuid7()}"},
    {"due_on": date(2026, 4, 28), "moved_by": "kindness:1"},
    {"provisional": True},
    {"suspended_on": date(2026, 3, 9)},
]


def start(case: Any, body: Any, **more: Any) -> Deadline:
    basis = more or {"rule": "INFO-REPLY"}
    return services.start_deadline(
        kind=DUTY, case=case, organisation=body, start_on=date(2026, 3, 2), **basis
    )


@pytest.mark.parametrize("values", NEVER, ids="-".join)
def test_nobody_moves_a_clock_by_hand(new_case: Any, bureau: Any, values: dict[str, Any]) -> None:
    deadline = start(new_case(), bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(**values)
    deadline.refresh_from_db()
    assert (deadline.start_on, deadline.due_on) == (date(2026, 3, 2), date(2026, 3, 30))


def test_no_session_setting_opens_the_way(new_case: Any, bureau: Any) -> None:
    deadline = start(new_case(), bureau)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            "update workflow_deadline set due_on = due_on + 9 where id = %s", [deadline.pk]
        )


def test_each_lawful_act_leaves_its_move(new_case: Any, bureau: Any, officer: Any) -> None:
    case = new_case()
    start(case, bureau)
    longer = services.extend(DUTY, case, ground="complex", actor=officer, on=date(2026, 3, 9))
    services.suspend(DUTY, case, ground="appraisal", actor=officer, on=date(2026, 3, 10))
    services.resume(DUTY, case, actor=officer, on=date(2026, 3, 12))
    moves = list(DueDateMove.objects.filter(deadline=longer))
    assert [move.act.split(":")[0] for move in moves] == ["extension", "pause"]
    assert [(move.old_due_on, move.due_on) for move in moves] == [
        (date(2026, 3, 30), date(2026, 4, 28)),
        (date(2026, 4, 28), date(2026, 4, 30)),
    ]


def test_an_act_moves_a_date_once(new_case: Any, bureau: Any, officer: Any) -> None:
    case = new_case()
    start(case, bureau)
    services.extend(DUTY, case, ground="complex", actor=officer, on=date(2026, 3, 9))
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(kind=DUTY).update(due_on=date(2026, 5, 8))


def test_a_closed_clock_and_an_ended_pause_stay(new_case: Any, bureau: Any, officer: Any) -> None:
    case = new_case()
    start(case, bureau)
    services.suspend(DUTY, case, ground="appraisal", actor=officer, on=date(2026, 3, 10))
    services.resume(DUTY, case, actor=officer, on=date(2026, 3, 12))
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlinePause.objects.update(resumed_on=date(2026, 3, 20))
    services.cancel(DUTY, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(kind=DUTY).update(outcome="")


def test_the_application_writes_no_moves(new_case: Any, bureau: Any) -> None:
    deadline = start(new_case(), bureau)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into workflow_duedatemove (deadline_id, act, old_due_on, due_on,"
            " was_provisional, provisional, at) values (%s, 'pause:1', now(), now(), false,"
            " false, now())",
            [deadline.pk],
        )


def test_another_hand_changes_no_clock(new_case: Any, bureau: Any, other_bureau: Any) -> None:
    """Handing a case to another body moves the row and nothing of its clock."""
    deadline = start(new_case(), bureau)
    Deadline.objects.filter(pk=deadline.pk).update(organisation=other_bureau)
    deadline.refresh_from_db()
    assert (deadline.organisation, deadline.start_on) == (other_bureau, date(2026, 3, 2))
    assert deadline.due_on == date(2026, 3, 30)


def test_a_stated_date_moves_by_the_days_it_stood_still(
    new_case: Any, bureau: Any, officer: Any
) -> None:
    case = new_case()
    start(case, bureau, due_on=date(2026, 12, 31))
    services.suspend(DUTY, case, ground="force_majeure", actor=officer, on=date(2026, 4, 1))
    moved = services.resume(DUTY, case, actor=officer, on=date(2026, 4, 11))
    assert (moved.raw_due_on, moved.due_on) == (date(2026, 12, 31), date(2027, 1, 10))
    assert moved.explanation["paused_days"] == 10
    assert "2026年12月31日" in moved.explanation["sentence_zh"]
    assert "10 days" in moved.explanation["sentence_en"]


def test_a_preview_changes_nothing(new_case: Any, bureau: Any) -> None:
    case = new_case()
    deadline = start(case, bureau)
    assert services.preview(DUTY, case).due == date(2026, 4, 28)
    assert services.preview(DUTY, case, stop_on=date(2026, 3, 9)).due == date(2026, 3, 30)
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 3, 30)
