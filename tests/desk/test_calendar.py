"""`/staff/calendar/`: a holiday notice is entered by one administrator and confirmed by another."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from credit_portal.audit.models import AuditEvent
from credit_portal.workdays import selectors
from credit_portal.workdays.models import CalendarDay, HolidayNotice
from credit_portal.workflow import recount, services
from credit_portal.workflow.models import CalendarReport, Change, Deadline
from tests.desk.notices import DAYS_2027, FIELDS_2027, pdf

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("system_administrator", "second_system_administrator"),
]
ADDRESS = "/staff/calendar/propose/"


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 10:00+08:00", tick=False):
        yield


@pytest.fixture
def proposed(client: Any, system_administrator: Any) -> Change:
    client.force_login(system_administrator)
    answer = client.post(ADDRESS, {**FIELDS_2027, "notice": pdf(), "step": "propose"})
    assert answer.status_code == 302, answer.context["form"].errors
    return Change.objects.get()


def confirm(client: Any, change: Change, actor: Any) -> Any:
    client.force_login(actor)
    address = reverse("desk:change-act", args=[change.pk, "confirm"])
    return client.post(address, {"payload_sha": change.payload_sha})


def deadline(bureau: Any) -> Deadline:
    return services.start_deadline(
        kind="test.duty", case=bureau, organisation=bureau, start_on=date(2026, 12, 18),
        unit="working_day", count=10,
    )  # fmt: skip


def test_the_preview_shows_what_would_change_and_keeps_the_file(
    client: Any, system_administrator: Any
) -> None:
    client.force_login(system_administrator)
    answer = client.post(ADDRESS, {**FIELDS_2027, "notice": pdf(), "step": "preview"})
    page = answer.content.decode()
    assert answer.status_code == 200 and not Change.objects.exists()
    assert "放假（春节）" in page and 'class="holiday changed"' in page
    kept = answer.context["form"].data["notice_id"]
    again = client.post(ADDRESS, {**FIELDS_2027, "notice_id": kept, "step": "propose"})
    assert again.status_code == 302 and Change.objects.get().payload["file"] == kept


def test_another_administrator_confirms_and_dates_become_certain(
    client: Any, proposed: Change, second_system_administrator: Any, bureau: Any, officer: Any
) -> None:
    row = deadline(bureau)
    assert row.provisional
    assert confirm(client, proposed, second_system_administrator).status_code == 302
    recount.run_unfinished()
    row.refresh_from_db()
    assert (row.due_on, row.provisional) == (date(2027, 1, 4), False)
    assert 2027 in selectors.loaded_years()
    notice = HolidayNotice.objects.get(year=2027)
    assert notice.issued_on == date(2026, 11, 5) and notice.file is not None
    assert CalendarReport.objects.get().moved == 1
    assert client.get(reverse("desk:calendar-notice", args=[notice.pk])).status_code == 200


def test_the_report_lists_the_dates_and_is_exported_on_record(
    client: Any, proposed: Change, second_system_administrator: Any, bureau: Any, officer: Any
) -> None:
    deadline(bureau)
    confirm(client, proposed, second_system_administrator)
    recount.run_unfinished()
    report = CalendarReport.objects.get()
    page = client.get(reverse("desk:calendar-report", args=[report.pk])).content.decode()
    assert "示例市住房保障局" in page and "放假（元旦）" in page
    table = client.get(reverse("desk:report-export", args=[report.pk])).content.decode("utf-8-sig")
    assert "2027-01-04" in table and "2027-01-01" in table
    assert AuditEvent.objects.filter(verb="workflow.export_report").exists()
    client.force_login(officer)
    assert client.get(reverse("desk:calendar-report", args=[report.pk])).status_code == 200


def test_a_report_is_unknown_to_those_without_dates_in_it(
    client: Any, proposed: Change, second_system_administrator: Any, bureau: Any, stranger: Any
) -> None:
    deadline(bureau)
    confirm(client, proposed, second_system_administrator)
    recount.run_unfinished()
    client.force_login(stranger)
    report = CalendarReport.objects.get()
    assert client.get(reverse("desk:calendar-report", args=[report.pk])).status_code == 404


def test_a_loaded_year_is_corrected_the_same_way(
    client: Any, system_administrator: Any, second_system_administrator: Any
) -> None:
    client.force_login(system_administrator)
    form = client.get(f"{ADDRESS}?year=2026").context["form"]
    days = form.initial["days"].replace("10月10日（周六）上班", "10月11日（周日）上班")
    assert days != form.initial["days"]
    fields = {
        **FIELDS_2027, "year": "2026", "days": days, "notice": pdf(), "step": "propose",
        "title_zh": "国务院办公厅关于调整2026年国庆节假期安排的通知",
    }  # fmt: skip
    assert client.post(ADDRESS, fields).status_code == 302
    confirm(client, Change.objects.get(), second_system_administrator)
    tenth = CalendarDay.objects.get(date=date(2026, 10, 10))
    eleventh = CalendarDay.objects.get(date=date(2026, 10, 11))
    assert (tenth.kind, eleventh.kind) == ("weekend", "makeup")
    assert "调整" in eleventh.source.title_zh
    assert "调整" not in CalendarDay.objects.get(date=date(2026, 10, 1)).source.title_zh


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"days": "元旦：1月1日（周四）放假"}, "days"),  # a Friday
        ({"days": "元旦：1月1日放假。1月4日上班。"}, "days"),  # make-up on a Monday
        ({"days": "春节：2月1日至25日放假。3月1日至20日放假。"}, "days"),  # implausibly few days
        ({"url": "gopher://x.example"}, "url"),
        ({"notice": None}, "notice"),
        ({"reason": ""}, "reason"),
        ({"year": "2031"}, "year"),
    ],
)
def test_it_refuses(
    client: Any, system_administrator: Any, more: dict[str, Any], field: str
) -> None:
    client.force_login(system_administrator)
    fields = {**FIELDS_2027, "notice": pdf(), "step": "propose", **more}
    answer = client.post(
        ADDRESS, {key: value for key, value in fields.items() if value is not None}
    )
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "make", [lambda text: text.encode("utf-8"), lambda text: text.encode("gb18030")]
)
def test_the_days_may_come_as_a_table(
    client: Any, system_administrator: Any, make: Callable[[str], bytes]
) -> None:
    client.force_login(system_administrator)
    rows = [f"{day.isoformat()},{kind},{name}" for day, kind, name in DAYS_2027]
    table = SimpleUploadedFile("days.csv", make("\n".join(["日期,类别,名称", *rows])))
    fields = {**FIELDS_2027, "days": "", "table": table, "notice": pdf(), "step": "propose"}
    assert client.post(ADDRESS, fields).status_code == 302
    assert len(Change.objects.get().payload["days"]) == len(DAYS_2027)


def test_the_overview_shows_years_and_marks_a_provisional_one(client: Any, officer: Any) -> None:
    client.force_login(officer)
    known = client.get("/staff/calendar/").content.decode()
    assert "2026年放假日历" in known and "已按通知载入" in known
    assert ADDRESS not in known
    open_year = client.get("/staff/calendar/?year=2027").content.decode()
    assert "暂定：按周一至周五计算" in open_year
    assert client.get(ADDRESS).status_code == 403
