"""Reopening a measuring period of a standing promise, and the series that follows from it."""

from datetime import date
from typing import Any

import pytest

from commitments import selectors_contradictions as reads
from commitments import services
from credit_portal.common import acts
from credit_portal.common.invariants import broken
from tests.commitments import kept, scenes


@pytest.fixture
def march(
    standing: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> Any:
    """March, found kept by its figures; seen from 10 April."""
    go_to(date(2026, 4, 2))
    period = standing.periods.get(number=1)
    scenes.figures(standing, officer, period, "98", "100")
    scenes.decide(scenes.live(standing, period), credit_officer, credit_reviewer, "kept")
    go_to(date(2026, 4, 10))
    period.refresh_from_db()
    return period


def said(row: Any, officer: Any, day: date, count: int = 3) -> None:
    for _one in range(count):
        kept.check(kept.contradict(row, happened_on=day).contradiction, officer)


def test_it_belongs_to_the_period_of_its_day(standing: Any, march: Any) -> None:
    found = kept.contradict(standing, happened_on=date(2026, 3, 20)).contradiction
    assert found.period == march


def test_a_period_found_untrue_turns_the_series(
    standing: Any, march: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    said(standing, credit_officer, date(2026, 3, 20))
    task = kept.reopen(standing, credit_reviewer, march)
    assert task.supersedes is not None
    assert (task.supersedes.period, task.report) == (march, march.report)
    scenes.decide(task, credit_officer, credit_reviewer, "broken")
    standing.refresh_from_db()
    march.refresh_from_db()
    assert (march.outcome, standing.outcome) == ("broken", "broken")
    period = scenes.last_document(standing)["periods"][0]
    assert (period["outcome"], period["findings_zh"]) == ("broken", "已现场核实。")
    assert not [code for code in broken() if code.startswith("commitments.")]


def test_the_findings_shown_are_the_newest(
    standing: Any, march: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    said(standing, credit_officer, date(2026, 3, 20))
    task = kept.reopen(standing, credit_reviewer, march)
    acts.run(
        services.propose_outcome, actor=credit_officer, verification_id=task.pk,
        outcome="broken", findings_zh="抽查十件，四件超期。",
    )  # fmt: skip
    task.refresh_from_db()
    scenes.confirm(task, credit_reviewer)
    assert scenes.last_document(standing)["periods"][0]["findings_zh"] == "抽查十件，四件超期。"


def test_the_period_under_way_waits(
    standing: Any, march: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    said(standing, credit_officer, date(2026, 4, 5))
    april = standing.periods.get(number=2)
    with scenes.refused("period_not_over"):
        kept.reopen(standing, credit_reviewer, april)


def test_contradictions_of_two_periods_are_not_added_up(
    standing: Any, march: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    said(standing, credit_officer, date(2026, 3, 20), 2)
    said(standing, credit_officer, date(2026, 4, 5), 1)
    assert reads.ready(credit_reviewer) == []


def test_without_a_period_it_cannot_be_confirmed(
    standing: Any, march: Any, credit_officer: Any
) -> None:
    found = kept.contradict(standing, happened_on=date(2026, 2, 1)).contradiction
    with scenes.refused("period_wanted"):
        kept.check(found, credit_officer)
    kept.check(found, credit_officer, period_id=march.pk)
