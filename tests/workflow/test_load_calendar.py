"""A year's holidays arrive: open deadlines are counted anew and their followers told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from credit_portal.audit.models import AuditEvent
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Invalid, NotAllowed
from credit_portal.notices.models import Notice
from credit_portal.workdays.selectors import is_workday, loaded_years
from credit_portal.workflow import services
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.sweeps import check_deadlines
from tests.workflow.conftest import Recorder

pytestmark = pytest.mark.django_db
DUTY = "test.duty"
TEXT = """year,kind,date,name_zh,name_en,number,url
2027,notice,,国务院办公厅关于2027年部分节假日安排的通知,Holidays of 2027,示例〔2026〕1号,
2027,holiday,2027-01-01,元旦,New Year's Day,,
2027,makeup,2027-01-03,元旦,New Year's Day,,
"""


def start(new_case: Any, body: Any, start_on: date, **more: Any) -> Deadline:
    return services.start_deadline(
        kind=DUTY, case=new_case(), organisation=body, start_on=start_on,
        **(more or {"unit": "working_day", "count": 10}),
    )  # fmt: skip


def test_provisional_dates_become_certain_and_move(
    kind: Recorder, new_case: Any, bureau: Any, system_administrator: Any
) -> None:
    same = start(new_case, bureau, date(2026, 12, 21))  # 10th day stays 4 January
    moved = start(new_case, bureau, date(2026, 12, 18))  # was 1 January
    certain = start(new_case, bureau, date(2026, 3, 2))
    done = services.load_calendar(actor=system_administrator, text=TEXT)
    assert (done.years, done.moved, done.confirmed) == ((2027,), 1, 2)
    for row in (same, moved, certain):
        row.refresh_from_db()
    assert (same.due_on, same.provisional) == (date(2027, 1, 4), False)
    assert (moved.due_on, moved.provisional) == (date(2027, 1, 3), False)
    assert certain.due_on == date(2026, 3, 16)
    assert set(kind.ids("moved")) == {same.pk, moved.pk}
    assert moved.explanation["sources"][-1]["year"] == 2027


def test_each_follower_gets_one_notice_with_all_his_dates(
    new_case: Any, bureau: Any, other_bureau: Any, officer: Any, stranger: Any, approver: Any
) -> None:
    start(new_case, bureau, date(2026, 12, 21))
    start(new_case, bureau, date(2026, 12, 18))
    start(new_case, other_bureau, date(2026, 12, 22))
    services.load_calendar(actor=SYSTEM, text=TEXT)
    told = Notice.objects.filter(template="dates_recounted", channel="in_site")
    counts = {notice.recipient_id: notice.context["count"] for notice in told}
    assert counts == {officer.pk: 2, approver.pk: 2, stranger.pk: 1}
    cases = told.get(recipient=officer).context["cases_en"].splitlines()
    assert len(told) == 3 and len(cases) == 2
    assert "Sunday 3 January 2027 instead of Friday 1 January 2027" in cases[0]
    assert cases[1].endswith("Monday 4 January 2027, no longer provisional")


def test_the_report_says_what_moved_and_by_which_days(new_case: Any, bureau: Any) -> None:
    moved = start(new_case, bureau, date(2026, 12, 18))
    same = start(new_case, bureau, date(2026, 12, 21))
    report = services.load_calendar(actor=SYSTEM, text=TEXT).report
    assert report
    lines = {line.deadline_id: line for line in report.lines.all()}
    assert report.finished_at and (report.moved, report.confirmed) == (1, 2)
    assert (lines[moved.pk].old_due_on, lines[moved.pk].days) == (date(2027, 1, 1), 2)
    assert lines[moved.pk].because == ["2027-01-01", "2027-01-03"]
    assert lines[same.pk].because == [] and not lines[same.pk].provisional


@time_machine.travel("2026-12-30 04:00Z", tick=False)
def test_a_certain_date_never_moves_into_the_past(
    kind: Recorder, new_case: Any, bureau: Any
) -> None:
    certain = start(new_case, bureau, date(2026, 12, 25), unit="working_day", count=3)
    assert certain.due_on == date(2026, 12, 30)
    text = TEXT + "2027,makeup,2026-12-26,元旦,,,\n"
    report = services.load_calendar(actor=SYSTEM, text=text).report
    certain.refresh_from_db()
    assert report
    assert (certain.due_on, report.kept) == (date(2026, 12, 30), 1)
    assert report.lines.get().kept and not kind.ids("moved")


def test_what_is_settled_or_overdue_never_moves(kind: Recorder, new_case: Any, bureau: Any) -> None:
    settled_case, late_case = new_case(), new_case()
    settled = start(lambda: settled_case, bureau, date(2026, 12, 21))
    services.satisfy(DUTY, settled_case)
    late = start(lambda: late_case, bureau, date(2026, 12, 21), unit="working_day", count=5)
    assert not late.provisional
    check_deadlines(today=date(2026, 12, 30))
    text = TEXT + "2027,makeup,2026-12-26,元旦,,,\n"
    services.load_calendar(actor=SYSTEM, text=text)
    before = (settled.due_on, late.due_on)
    settled.refresh_from_db()
    late.refresh_from_db()
    assert (settled.due_on, late.due_on) == before and late.overdue_at


def test_loading_again_changes_nothing(new_case: Any, bureau: Any, officer: Any) -> None:
    start(new_case, bureau, date(2026, 12, 21))
    services.load_calendar(actor=SYSTEM, text=TEXT)
    before = Notice.objects.count(), Deadline.objects.get().updated_at
    done = services.load_calendar(actor=SYSTEM, text=TEXT)
    assert (done.changed_days, done.recomputed) == (0, 0)
    assert (Notice.objects.count(), Deadline.objects.get().updated_at) == before


def test_dates_pauses_and_closed_deadlines_are_respected(
    new_case: Any, bureau: Any, officer: Any
) -> None:
    by_date = start(new_case, bureau, date(2026, 12, 21), due_on=date(2027, 1, 4))
    case = new_case()
    paused = start(lambda: case, bureau, date(2026, 12, 1), unit="working_day", count=20)
    services.suspend(DUTY, case, ground="appraisal", actor=officer, on=date(2026, 12, 10))
    services.resume(DUTY, case, actor=officer, on=date(2026, 12, 15))
    closed_case = new_case()
    closed = start(lambda: closed_case, bureau, date(2026, 12, 21))
    services.cancel(DUTY, closed_case)
    services.load_calendar(actor=SYSTEM, text=TEXT)
    for row in (by_date, paused, closed):
        row.refresh_from_db()
    assert by_date.due_on == date(2027, 1, 4)
    assert (paused.provisional, closed.provisional) == (False, True)
    assert paused.explanation["paused_days"] == 5


def test_a_corrected_december_moves_certain_dates(new_case: Any, bureau: Any) -> None:
    certain = start(new_case, bureau, date(2026, 12, 25), unit="working_day", count=3)
    assert (certain.due_on, certain.provisional) == (date(2026, 12, 30), False)
    services.load_calendar(actor=SYSTEM, text=TEXT + "2027,makeup,2026-12-26,元旦,,,\n")
    certain.refresh_from_db()
    assert certain.due_on == date(2026, 12, 29)


def test_only_who_keeps_reference_data_may_load(officer: Any) -> None:
    with pytest.raises(NotAllowed):
        services.load_calendar(actor=officer, text=TEXT)


def test_a_bad_file_changes_nothing(new_case: Any, bureau: Any) -> None:
    deadline = start(new_case, bureau, date(2026, 12, 21))
    with pytest.raises(Invalid):
        services.load_calendar(actor=SYSTEM, text=TEXT + "2027,feast,2027-02-01,节,,,\n")
    deadline.refresh_from_db()
    assert deadline.provisional


def test_the_command_loads_a_file(
    tmp_path: Path, system_administrator: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "2027.csv"
    path.write_text("\ufeff" + TEXT, encoding="utf-8")
    call_command("load_calendar", str(path), actor="system_administrator")
    assert "2027: 365 days changed" in capsys.readouterr().out


@pytest.fixture
def in_production(settings: Any) -> None:
    """Neither a demonstration nor a test nor the embedded database."""
    settings.DEMO = settings.TESTING = settings.EMBEDDED = False


def load_file(folder: Path, text: str = TEXT, **people: str) -> None:
    """By the command."""
    path = folder / "2027.csv"
    path.write_text(text, encoding="utf-8")
    call_command("load_calendar", str(path), **people)


def test_the_command_sets_up_a_year_that_is_not_loaded(tmp_path: Path, in_production: None) -> None:
    load_file(tmp_path)
    assert 2027 in loaded_years()


@pytest.mark.parametrize(
    "people", [{}, {"actor": "system_administrator"}, {"second": "second_system_administrator"}]
)
@pytest.mark.usefixtures("system_administrator", "second_system_administrator", "in_production")
def test_it_refuses_to_change_a_loaded_year_by_one(tmp_path: Path, people: dict[str, str]) -> None:
    load_file(tmp_path)
    with pytest.raises(CommandError):
        load_file(tmp_path, TEXT + "2027,holiday,2027-05-03,劳动节,Labour Day,,\n", **people)
    assert is_workday(date(2027, 5, 3))


@pytest.mark.usefixtures("system_administrator", "in_production")
def test_it_refuses_to_change_the_december_before_by_one(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--second"):
        load_file(tmp_path, TEXT + "2027,makeup,2026-12-26,元旦,New Year,,\n")
    assert not is_workday(date(2026, 12, 26))


@pytest.mark.parametrize("second", ["officer", "system_administrator"])
@pytest.mark.usefixtures("system_administrator", "officer", "in_production")
def test_it_refuses_a_second_who_may_not_or_is_the_first(tmp_path: Path, second: str) -> None:
    with pytest.raises(CommandError):
        load_file(tmp_path, actor="system_administrator", second=second)


@pytest.mark.usefixtures("system_administrator", "in_production")
def test_two_change_a_loaded_year(tmp_path: Path, second_system_administrator: Any) -> None:
    load_file(tmp_path)
    people = {"actor": "system_administrator", "second": "second_system_administrator"}
    load_file(tmp_path, TEXT + "2027,holiday,2027-05-03,劳动节,Labour Day,,\n", **people)
    assert not is_workday(date(2027, 5, 3))
    seconded = AuditEvent.objects.get(verb="workflow.second_calendar")
    assert seconded.actor_id == str(second_system_administrator.pk)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"a,b\n", None])
def test_the_command_refuses_what_it_cannot_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "2027.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("load_calendar", str(path))


def test_the_command_wants_a_known_actor(tmp_path: Path, db: None) -> None:
    path = tmp_path / "2027.csv"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("load_calendar", str(path), actor="nobody")
