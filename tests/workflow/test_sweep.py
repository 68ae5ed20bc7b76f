"""Time passes: reminders, due day, overdue, escalation, by stored conditions only."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from credit_portal.common import invariants
from credit_portal.workflow import services, sweeps
from credit_portal.workflow.models import Deadline
from tests.workflow.conftest import Recorder

pytestmark = pytest.mark.django_db
DUTY = "test.duty"
DUE = date(2026, 5, 20)


def start(new_case: Any, body: Any, due_on: date = DUE, **more: Any) -> Deadline:
    return services.start_deadline(
        kind=DUTY, case=new_case(), organisation=body, start_on=date(2026, 3, 2),
        **(more or {"due_on": due_on}),
    )  # fmt: skip


def sweep(day: date, **more: Any) -> sweeps.Report:
    return sweeps.check_deadlines(today=day, **more)


def test_each_stage_comes_once_in_its_time(kind: Recorder, new_case: Any, bureau: Any) -> None:
    deadline = start(new_case, bureau)
    for offset in range(-30, 30):
        for _twice in range(2):
            sweep(DUE + timedelta(days=offset))
    assert [(name, (day - DUE).days) for name, _ids, day in kind.calls] == [
        ("remind", -7), ("remind", -1), ("due", 0), ("overdue", 1), ("escalate", 5),
    ]  # fmt: skip
    assert all(ids == [deadline.pk] for _name, ids, _day in kind.calls)


def test_after_a_long_silence_only_the_nearest_reminder_is_sent(
    kind: Recorder, new_case: Any, bureau: Any
) -> None:
    start(new_case, bureau)
    sweep(DUE - timedelta(days=1))
    assert [name for name, _ids, _day in kind.calls] == ["remind"]
    assert Deadline.objects.get().reminded_before == 1
    sweep(DUE - timedelta(days=1))
    assert len(kind.calls) == 1


def test_after_a_month_of_silence_it_is_overdue_and_escalated_without_reminders(
    kind: Recorder, new_case: Any, bureau: Any
) -> None:
    start(new_case, bureau)
    sweep(DUE + timedelta(days=30))
    assert [name for name, _ids, _day in kind.calls] == ["overdue", "escalate"]
    sweep(DUE + timedelta(days=31))
    assert len(kind.calls) == 2


def test_nothing_is_overdue_on_the_due_day_itself(
    kind: Recorder, new_case: Any, bureau: Any
) -> None:
    start(new_case, bureau)
    sweep(DUE)
    assert kind.ids("overdue") == []
    sweep(DUE + timedelta(days=1))
    assert len(kind.ids("overdue")) == 1


def test_a_provisional_date_is_reminded_of_but_never_overdue(
    kind: Recorder, new_case: Any, bureau: Any
) -> None:
    deadline = start(new_case, bureau, unit="working_day", count=300)
    assert deadline.provisional
    sweep(deadline.due_on - timedelta(days=1))
    sweep(deadline.due_on + timedelta(days=400))
    assert [name for name, _ids, _day in kind.calls] == ["remind"]


def test_a_stopped_clock_is_passed_over(
    kind: Recorder, new_case: Any, bureau: Any, officer: Any
) -> None:
    case = new_case()
    start(lambda: case, bureau, rule="INFO-REPLY")
    services.suspend(DUTY, case, ground="appraisal", actor=officer, on=date(2026, 3, 4))
    sweep(date(2026, 12, 1))
    assert kind.calls == []
    services.resume(DUTY, case, actor=officer, on=date(2026, 3, 6))
    sweep(date(2026, 12, 1))
    assert len(kind.ids("overdue")) == 1


def test_closed_deadlines_rest(kind: Recorder, new_case: Any, bureau: Any) -> None:
    met, fallen_away = new_case(), new_case()
    start(lambda: met, bureau)
    start(lambda: fallen_away, bureau)
    services.satisfy(DUTY, met)
    services.cancel(DUTY, fallen_away)
    sweep(DUE + timedelta(days=30))
    assert kind.calls == []


def test_kinds_nobody_registered_are_left_for_their_app(
    kind: Recorder, new_case: Any, bureau: Any
) -> None:
    services.start_deadline(
        kind="other.duty", case=new_case(), organisation=bureau,
        start_on=date(2026, 3, 2), due_on=DUE,
    )  # fmt: skip
    assert sweep(DUE + timedelta(days=30)).total == 0


def test_batches_reach_everything_once(kind: Recorder, new_case: Any, bureau: Any) -> None:
    wanted = {start(new_case, bureau, DUE + timedelta(days=n % 3)).pk for n in range(25)}
    report = sweep(DUE + timedelta(days=10), batch=7)
    assert report.done[DUTY, "overdue"] == 25
    found = kind.ids("overdue")
    assert (set(found), len(found)) == (wanted, 25)
    assert max(len(ids) for _name, ids, _day in kind.calls) == 7


def test_one_bad_row_stops_only_itself(kind: Recorder, new_case: Any, bureau: Any) -> None:
    rows = [start(new_case, bureau).pk for _n in range(60)]
    bad: set[UUID] = {sorted(rows)[30]}
    kind.poison = bad
    with pytest.raises(sweeps.SweepFailed):
        sweep(DUE + timedelta(days=1))
    assert set(kind.ids("overdue")) == set(rows) - bad
    assert set(Deadline.objects.filter(overdue_at=None).values_list("pk", flat=True)) == bad
    kind.poison = set()
    sweep(DUE + timedelta(days=1))
    assert sorted(kind.ids("overdue")) == sorted(rows)


def test_a_failing_handler_leaves_no_mark(kind: Recorder, new_case: Any, bureau: Any) -> None:
    kind.poison = {start(new_case, bureau).pk}
    with pytest.raises(sweeps.SweepFailed):
        sweep(DUE + timedelta(days=1))
    assert Deadline.objects.get().overdue_at is None


def test_a_sweep_with_nothing_to_do_costs_few_queries(
    kind: Recorder, new_case: Any, bureau: Any, django_assert_max_num_queries: Any
) -> None:
    for _n in range(20):
        start(new_case, bureau)
    sweep(date(2026, 3, 3))
    with django_assert_max_num_queries(10):
        sweep(date(2026, 3, 3))


def test_the_invariant_sees_an_unswept_deadline(kind: Recorder, new_case: Any, bureau: Any) -> None:
    start(new_case, bureau, date(2026, 4, 1))
    assert "I12" in invariants.broken()
    sweeps.check_deadlines()
    assert not {"I12", "I12b", "I12c"} & set(invariants.broken())


def test_the_task_and_the_command_call_the_same_service(
    kind: Recorder, new_case: Any, bureau: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from celery import current_app
    from django.core.management import call_command

    start(new_case, bureau, date(2026, 4, 1))
    call_command("sweep")
    assert "test.duty overdue: 1" in capsys.readouterr().out
    current_app.loader.import_default_modules()
    current_app.tasks["credit_portal.workflow.tasks.check_deadlines"].apply(throw=True)
    assert len(kind.ids("overdue")) == 1
