"""What the clocks of promises say when they stop."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from credit_portal.workflow.models import Deadline
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
OVER = date(2026, 4, 1)


def _clock(case: Any, kind: str = "commitments.due") -> Deadline:
    return Deadline.objects.get(kind=kind, case_id=case.pk)


@pytest.mark.parametrize(
    ("outcome", "kept_on", "closed", "on"),
    [
        ("kept", date(2026, 3, 30), "met", date(2026, 3, 30)),
        ("kept_late", date(2026, 4, 2), "late", date(2026, 4, 2)),
        ("partly_kept", None, "missed", None),
        ("broken", None, "missed", None),
    ],
)
def test_a_clock_says_met_late_or_missed(
    registered: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any,
    outcome: str, kept_on: Any, closed: str, on: Any,
) -> None:  # fmt: skip
    go_to(date(2026, 4, 3))
    task = scenes.live(registered)
    scenes.decide(task, credit_officer, credit_reviewer, outcome, kept_on=kept_on)
    found = _clock(registered)
    assert (found.outcome, found.satisfied_on) == (closed, on)


def test_figures_never_reported_are_missed(
    standing: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 20))
    period = standing.periods.order_by("number").first()
    scenes.decide(scenes.live(standing, period), credit_officer, credit_reviewer, "not_reported")
    found = _clock(period, "commitments.period_report")
    assert (found.outcome, found.satisfied_on) == ("missed", None)
    assert str(found.get_outcome_display()) == "未履行"


def test_figures_reported_close_the_clock_on_that_day(
    standing: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 2))
    period = standing.periods.order_by("number").first()
    scenes.figures(standing, officer, period, "99999", "100000")
    go_to(date(2026, 4, 20))
    scenes.decide(scenes.live(standing, period), credit_officer, credit_reviewer, "kept")
    found = _clock(period, "commitments.period_report")
    assert (found.outcome, found.satisfied_on) == ("met", date(2026, 4, 2))


def test_a_missed_target_is_never_shown_as_reached(
    officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    row = scenes.registered(officer, approver, post, **scenes.STANDING | {"target": 100})
    go_to(date(2026, 4, 3))
    period = row.periods.order_by("number").first()
    scenes.figures(row, officer, period, "99999", "100000")
    scenes.decide(scenes.live(row, period), credit_officer, credit_reviewer, "broken")
    found = scenes.last_document(row)["periods"][0]
    assert (found["value"], found["outcome"]) == ("99.999", "broken")
    assert Fraction(found["value"]) < 100
