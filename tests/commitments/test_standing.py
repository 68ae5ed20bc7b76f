"""The life of a standing commitment, period by period."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commitments import listing, services
from commitments.models import Commitment, CommitmentPeriod, Verification
from credit_portal.common import acts, clock
from credit_portal.workflow.selectors import deadline_of
from tests.commitments import scenes
from tests.commitments.test_one_off import entries

pytestmark = pytest.mark.django_db


def period(row: Any, number: int) -> CommitmentPeriod:
    """A measuring period by number."""
    return CommitmentPeriod.objects.get(commitment=row, number=number)


def test_two_periods_exist_at_registration(standing: Any) -> None:
    first, second = CommitmentPeriod.objects.filter(commitment=standing)
    assert (first.starts_on, first.ends_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (second.starts_on, second.ends_on) == (date(2026, 4, 1), date(2026, 4, 30))
    assert first.report_due_on == date(2026, 4, 8)
    deadline = deadline_of("commitments.period_report", first)
    assert deadline is not None and deadline.due_on == first.report_due_on


def test_the_next_period_opens_when_the_last_begins(standing: Any, go_to: Any) -> None:
    go_to(date(2026, 3, 31))
    assert standing.periods.count() == 2
    go_to(date(2026, 4, 1))
    assert standing.periods.count() == 3
    scenes.sweep()
    assert standing.periods.count() == 3


def test_after_a_standstill_all_periods_are_made_up_for(standing: Any, go_to: Any) -> None:
    go_to(date(2026, 7, 15))
    for _again in range(5):
        scenes.sweep()
    assert [one.starts_on.month for one in standing.periods.all()] == [3, 4, 5, 6, 7, 8]


def test_a_period_met_in_time_is_kept(
    standing: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 3))
    first = period(standing, 1)
    scenes.figures(standing, officer, first, "96", "100")
    scenes.decide(scenes.live(standing, first), credit_officer, credit_reviewer, "kept")
    assert period(standing, 1).outcome == "kept"
    assert Commitment.objects.get(pk=standing.pk).outcome == "kept"
    shown = scenes.last_document(standing)["periods"][0]
    assert (shown["numerator"], shown["denominator"], shown["value"]) == ("96", "100", "96")
    assert entries("organisation") == [("O1", "kept", date(2026, 3, 31))]


def test_figures_are_not_public_before_the_outcome(standing: Any, officer: Any, go_to: Any) -> None:
    go_to(date(2026, 4, 3))
    scenes.figures(standing, officer, period(standing, 1), "96", "100")
    document = scenes.last_document(standing)
    assert document["status"]["code"] == "reported"
    assert document["periods"][0]["numerator"] is None


def test_figures_reported_late_are_kept_late(
    standing: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 9))
    first = period(standing, 1)
    task = scenes.live(standing, first)
    assert task.opened_because == "due"
    scenes.figures(standing, officer, first, "100", "100")
    task.refresh_from_db()
    with scenes.refused("outcome_against_figures"):
        scenes.propose(task, credit_officer, "kept")
    scenes.decide(task, credit_officer, credit_reviewer, "kept_late")
    assert period(standing, 1).outcome == "kept_late"


def test_missing_figures_are_not_reported_never_kept(
    standing: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 9))
    task = scenes.live(standing, period(standing, 1))
    for outcome in ("kept", "kept_late", "no_cases"):
        with scenes.refused("outcome_against_figures"):
            scenes.propose(task, credit_officer, outcome)
    scenes.decide(task, credit_officer, credit_reviewer, "not_reported")
    assert Commitment.objects.get(pk=standing.pk).outcome == "not_reported"


@pytest.mark.parametrize("outcome", ["not_reported", "broken"])
def test_nothing_is_found_before_the_figures_are_overdue(
    standing: Any, credit_officer: Any, go_to: Any, outcome: str
) -> None:
    go_to(date(2026, 4, 1))
    first = period(standing, 1)
    task = acts.run(
        services.open_verification,
        actor=credit_officer,
        commitment_id=standing.pk,
        period_id=first.pk,
        reason="抽查",
    ).value
    with scenes.refused("report_not_due"):
        scenes.propose(task, credit_officer, outcome)
    assert listing.outcome_choices(task) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=task.pk).update(
            state="proposed",
            outcome=outcome,
            proposer=credit_officer,
            proposed_at=clock.now(),
            findings_zh="无",
        )


def test_nor_while_that_day_is_provisional(standing: Any, credit_officer: Any, go_to: Any) -> None:
    go_to(date(2026, 4, 9))
    task = scenes.live(standing, period(standing, 1))
    CommitmentPeriod.objects.filter(commitment=standing).update(report_provisional=True)
    with scenes.refused("report_not_due"):
        scenes.propose(task, credit_officer, "not_reported")


def test_a_missed_target_is_broken_and_the_series_partly_kept(
    standing: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 3))
    scenes.figures(standing, officer, period(standing, 1), "95", "100")
    scenes.decide(
        scenes.live(standing, period(standing, 1)), credit_officer, credit_reviewer, "kept"
    )
    go_to(date(2026, 5, 6))
    second = period(standing, 2)
    scenes.figures(standing, officer, second, "94", "100")
    with scenes.refused("outcome_against_figures"):
        scenes.propose(scenes.live(standing, second), credit_officer, "kept")
    scenes.decide(scenes.live(standing, second), credit_officer, credit_reviewer, "broken")
    assert Commitment.objects.get(pk=standing.pk).outcome == "partly_kept"
    document = scenes.last_document(standing)
    assert [one["outcome"] for one in document["periods"]] == ["kept", "broken", "open", "open"]
    assert document["series"]["determined"] == 2


def test_a_period_without_cases_does_not_count(
    standing: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 3))
    scenes.figures(standing, officer, period(standing, 1), "0", "0")
    scenes.decide(
        scenes.live(standing, period(standing, 1)), credit_officer, credit_reviewer, "no_cases"
    )
    assert Commitment.objects.get(pk=standing.pk).outcome == "open"


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        (("101", "100"), "numerator_larger"),
        (("-1", "100"), "figures_negative"),
        (("1", "0"), "numerator_larger"),
        (("1.23456", "100"), "invalid"),
    ],
)
def test_impossible_figures_are_refused(
    standing: Any, officer: Any, go_to: Any, figures: tuple[str, str], code: str
) -> None:
    go_to(date(2026, 4, 3))
    with scenes.refused(code):
        scenes.figures(standing, officer, period(standing, 1), *figures)
    assert not Verification.objects.exists()


def test_a_running_period_cannot_be_reported(standing: Any, officer: Any) -> None:
    with scenes.refused("period_not_over"):
        scenes.figures(standing, officer, period(standing, 1), "1", "1")


def test_newer_figures_replace_older_ones_until_an_outcome_is_proposed(
    standing: Any, officer: Any, credit_officer: Any, go_to: Any
) -> None:
    go_to(date(2026, 4, 3))
    first = period(standing, 1)
    scenes.figures(standing, officer, first, "90", "100")
    second = scenes.figures(standing, officer, first, "97", "100")
    task = scenes.live(standing, first)
    assert task.report_id == second.pk
    scenes.propose(task, credit_officer, "kept")
    with scenes.refused("being_confirmed"):
        scenes.figures(standing, officer, first, "98", "100")


def test_a_standing_promise_ends(officer: Any, approver: Any, post: Any, go_to: Any) -> None:
    row = scenes.registered(
        officer, approver, post, **scenes.STANDING | {"ends_on": date(2026, 4, 15)}
    )
    go_to(date(2026, 6, 1))
    scenes.sweep()
    spans = [(one.ends_on, one.is_partial) for one in row.periods.all()]
    assert spans == [(date(2026, 3, 31), False), (date(2026, 4, 15), True)]
