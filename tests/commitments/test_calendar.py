"""Dates in a year whose holidays are not announced: nothing adverse rests on them."""

from datetime import date
from typing import Any

import pytest

from commitments.models import Verification
from credit_portal.common.actors import SYSTEM
from credit_portal.workflow.services import load_calendar
from tests.commitments import scenes
from tests.workflow.test_load_calendar import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def december(officer: Any, approver: Any, post: Any, clock: Any) -> Any:
    """A standard measured in December 2026, to be reported within two working days of it."""
    clock.move_to("2026-12-01 09:00:00+08:00")
    fields = scenes.STANDING | {"starts_on": date(2026, 12, 1), "report_within": 2}
    return scenes.registered(officer, approver, post, **fields)


def test_a_provisional_date_opens_nothing_until_the_calendar_is_there(
    december: Any, go_to: Any
) -> None:
    period = december.periods.first()
    assert (period.report_due_on, period.report_provisional) == (date(2027, 1, 4), True)
    go_to(date(2027, 1, 20))
    assert not Verification.objects.exists()
    load_calendar(actor=SYSTEM, text=TEXT)
    period.refresh_from_db()
    assert (period.report_due_on, period.report_provisional) == (date(2027, 1, 4), False)
    assert december.events.filter(name="date_moved").exists()
    assert scenes.last_document(december)["periods"][0]["report_due_on"] == "2027-01-04"
    scenes.sweep()
    assert scenes.live(december, period).opened_because == "due"


def test_figures_are_not_late_by_a_provisional_date(
    december: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2027, 1, 20))
    period = december.periods.first()
    scenes.figures(december, officer, period, "99", "100")
    task = scenes.live(december, period)
    with scenes.refused("outcome_against_figures"):
        scenes.propose(task, credit_officer, "kept_late")
    scenes.decide(task, credit_officer, credit_reviewer, "kept")


def test_no_adverse_outcome_rests_on_a_provisional_due_date(
    officer: Any, approver: Any, post: Any, credit_officer: Any, clock: Any
) -> None:
    clock.move_to("2026-12-18 09:00:00+08:00")
    row = scenes.registered(
        officer,
        approver,
        post,
        due_on=None,
        due_rule="INFO-ACTIVE",
        due_start=date(2026, 12, 18),
    )
    assert row.due_provisional
    clock.move_to("2027-03-01 09:00:00+08:00")
    scenes.fulfilled(row, officer, date(2027, 2, 26))
    with scenes.refused("outcome_provisional"):
        scenes.propose(scenes.live(row), credit_officer, "broken")
