"""Deadlines are counted anew in batches after commit: resumable, once, past a failing row."""

from datetime import date
from typing import Any

import pytest

from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict
from credit_portal.notices.models import Notice
from credit_portal.workdays import calendar_file
from credit_portal.workflow import calendars, recount
from credit_portal.workflow.models import CalendarReport, Deadline, MovedDate
from credit_portal.workflow.sweeps import check_deadlines
from tests.workflow.conftest import Recorder
from tests.workflow.test_load_calendar import TEXT, start

pytestmark = pytest.mark.django_db


def load() -> CalendarReport:
    notices = calendar_file.parse(TEXT.splitlines())
    report = calendars.load(actor=SYSTEM, notices=notices, at_once=False).report
    assert report is not None
    return report


@pytest.fixture
def five(kind: Recorder, new_case: Any, bureau: Any) -> list[Deadline]:
    return [start(new_case, bureau, date(2026, 12, 21)) for _number in range(5)]


def test_batches_go_on_where_they_had_come_to(five: list[Deadline], kind: Recorder) -> None:
    report = load()
    assert recount.step(actor=SYSTEM, report_id=report.pk, size=2)
    assert Deadline.objects.filter(provisional=True).count() == 3
    recount.run_unfinished(chunk=2)
    report.refresh_from_db()
    assert (report.counted, report.confirmed) == (5, 5)
    assert sorted(kind.ids("moved")) == sorted(row.pk for row in five)


def test_a_second_worker_does_nothing_again(
    five: list[Deadline], kind: Recorder, officer: Any
) -> None:
    load()
    recount.run_unfinished()
    recount.run_unfinished()
    assert MovedDate.objects.count() == 5 == len(kind.ids("moved"))
    assert Notice.objects.filter(channel="in_site", recipient=officer).count() == 1


def test_a_failing_row_is_passed_over_and_tried_again(five: list[Deadline], kind: Recorder) -> None:
    report, bad = load(), five[2]
    kind.poison = {bad.pk}
    recount.run_unfinished()
    report.refresh_from_db()
    assert (report.failed, report.confirmed) == ([str(bad.pk)], 4)
    assert report.finished_at and recount.unfinished() == [report.pk]
    kind.poison = set()
    recount.run_unfinished()
    report.refresh_from_db()
    bad.refresh_from_db()
    assert (report.failed, report.confirmed, bad.provisional) == ([], 5, False)
    assert recount.unfinished() == []


def test_nothing_becomes_overdue_while_dates_are_being_counted(
    five: list[Deadline], kind: Recorder, new_case: Any, bureau: Any
) -> None:
    certain = start(new_case, bureau, date(2026, 12, 1), unit="working_day", count=2)
    load()
    check_deadlines(today=date(2026, 12, 20))
    certain.refresh_from_db()
    assert certain.overdue_at is None
    recount.run_unfinished()
    check_deadlines(today=date(2026, 12, 20))
    certain.refresh_from_db()
    assert certain.overdue_at is not None


def test_it_refuses_another_calendar_meanwhile(five: list[Deadline]) -> None:
    load()
    with pytest.raises(Conflict):
        load()
