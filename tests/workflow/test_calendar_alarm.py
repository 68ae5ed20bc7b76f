"""Next year's holidays are missing: system administrators hear of it in time, once a week."""

from typing import Any

import pytest
import time_machine

from credit_portal.notices.models import Notice
from credit_portal.workflow import calendar_alarm

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    rows = Notice.objects.filter(template="calendar_missing", channel="in_site")
    return [notice.context["title"] for notice in rows]


@pytest.mark.parametrize(("moment", "years"), [("2026-11-30", 0), ("2026-12-01", 1)])
def test_it_warns_from_december_on(system_administrator: Any, moment: str, years: int) -> None:
    with time_machine.travel(f"{moment} 12:00+08:00", tick=False):
        assert calendar_alarm.warn() == years
    assert told() == ["2027"] * years


def test_it_warns_once_a_week(system_administrator: Any, officer: Any) -> None:
    for day in ("2026-12-01", "2026-12-02", "2026-12-06", "2026-12-07"):
        with time_machine.travel(f"{day} 12:00+08:00", tick=False):
            calendar_alarm.warn()
    assert told() == ["2027", "2027"]


def test_a_year_that_has_begun_without_its_holidays_is_asked_for_too(
    system_administrator: Any,
) -> None:
    with time_machine.travel("2027-02-01 12:00+08:00", tick=False):
        assert calendar_alarm.warn() == 1
    assert told() == ["2027"]
