"""The yearly date: opened by the daily job, reminded of, told to the superior, done by filing."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from commitments.models import SheetDuty
from commitments.selectors_sheets import SHEET_DUE, lines
from commitments.services import sheet_duties, sheets
from commitments.work_sheets import items
from credit_portal.common import acts
from credit_portal.notices.models import Notice
from credit_portal.workdays.services import revise_rule
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.sweeps import check_deadlines
from tests import factories
from tests.commitments import sheet_scenes as scenes


@pytest.fixture
def place(city: Any) -> scenes.Street:
    """A street office with its people."""
    return scenes.street(city)


def test_each_unit_has_its_clock_once(city: Any, place: scenes.Street) -> None:
    scenes.street(city, 9, kind="statistical")
    assert sheet_duties.open_duties() == 1
    assert sheet_duties.open_duties() == 0
    one = Deadline.objects.get(kind=SHEET_DUE)
    assert str(one.due_on) == "2026-03-31"
    assert one.rule is not None
    assert one.rule.code == "SHEET-DUE"
    assert [item.due_on for item in items(place.filer)] == [one.due_on]


def test_a_body_that_came_later_owes_nothing_this_year(city: Any, clock: Any) -> None:
    clock.move_to("2026-05-04 09:00:00+08:00")
    scenes.street(city)
    assert sheet_duties.open_duties() == 0


def test_a_sheet_handed_in_is_no_more_owed(place: scenes.Street) -> None:
    sheet_duties.open_duties()
    scenes.submitted(place)
    assert Deadline.objects.get(kind=SHEET_DUE).outcome == "met"
    assert list(items(place.filer)) == []


def test_a_sheet_taken_back_is_owed_as_before(place: scenes.Street, clock: Any) -> None:
    sheet_duties.open_duties()
    sheet = scenes.submitted(place)
    acts.run(sheets.take_back_sheet, actor=place.filer, sheet_id=sheet.pk)
    assert str(Deadline.objects.get(kind=SHEET_DUE, outcome="").due_on) == "2026-03-31"
    clock.move_to("2026-04-01 09:00:00+08:00")
    check_deadlines()
    assert Notice.objects.filter(template="sheet_due", channel="in_site").count() == 2
    acts.run(sheets.submit_sheet, actor=place.filer, sheet_id=sheet.pk)
    said = Deadline.objects.filter(kind=SHEET_DUE).values_list("outcome", flat=True)
    assert set(said) == {"met", "late"}


def test_who_is_told_as_the_day_comes_and_goes(place: scenes.Street, clock: Any) -> None:
    sheet_duties.open_duties()
    clock.move_to("2026-03-25 09:00:00+08:00")
    check_deadlines()
    told = Notice.objects.filter(template="sheet_due", channel="in_site")
    assert set(told.values_list("recipient__username", flat=True)) == {"filer1", "approver1"}
    clock.move_to("2026-04-01 09:00:00+08:00")
    check_deadlines()
    assert told.count() == 4
    assert "2026年3月31日" in told.latest("created_at").context["why_zh"]
    assert [line.overdue for line in lines(place.approver, 2026)] == [True]
    check_deadlines()
    assert told.count() == 4
    assert SheetDuty.objects.count() == 1


def test_the_page_of_a_sheet_explains_its_date(client: Client, place: scenes.Street) -> None:
    sheet_duties.open_duties()
    client.force_login(place.filer)
    page = client.get(f"/staff/commitments/sheets/{scenes.begun(place).pk}/").content.decode()
    assert 'class="explained"' in page
    assert 'class="explained"' in client.get("/staff/commitments/sheets/").content.decode()


def test_when_the_superior_is_told_is_a_time_limit(
    city: Any, place: scenes.Street, clock: Any, system_administrator: Any
) -> None:
    above = factories.user(username="above", role="approver", organisation=city, title="副秘书长")
    sheet_duties.open_duties()
    revise_rule(
        code=sheet_duties.SILENT_RULE, actor=system_administrator, effective_from=date(2026, 4, 1),
        reason="缩短", changes={"count": 2},
    )  # fmt: skip
    told = Notice.objects.filter(template="sheet_due", recipient=above)
    clock.move_to("2026-04-01 09:00:00+08:00")
    check_deadlines()
    assert not told.exists()
    clock.move_to("2026-04-02 09:00:00+08:00")
    check_deadlines()
    assert told.exists()
