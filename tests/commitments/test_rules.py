"""Pure rules: periods, exact values, outcomes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from commitments import rules
from commitments.rules import PeriodFacts, Span

DUE = date(2026, 3, 31)
LATER = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("month", date(2026, 2, 1), date(2026, 2, 28)),
        ("quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("half_year", date(2026, 1, 1), date(2026, 6, 30)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods_are_calendar_periods(period: str, first: date, last: date) -> None:
    assert rules.calendar_span(date(2026, 2, 17), period) == (first, last)


def test_the_year_turns() -> None:
    assert rules.calendar_span(date(2026, 12, 31), "month") == (
        date(2026, 12, 1),
        date(2026, 12, 31),
    )


def test_the_first_and_the_last_period_may_be_partial() -> None:
    start, end = date(2026, 1, 20), date(2026, 3, 10)
    first = rules.span_at(start, "month", start, end)
    assert first == Span(start, date(2026, 1, 31), True)
    second = rules.next_span(first, "month", start, end)
    assert second == Span(date(2026, 2, 1), date(2026, 2, 28), False)
    third = rules.next_span(second, "month", start, end)
    assert third == Span(date(2026, 3, 1), end, True)
    assert rules.next_span(third, "month", start, end) is None


def test_no_duty_arises_for_what_ended_before_registration() -> None:
    spans = rules.first_spans("month", date(2025, 1, 1), None, date(2026, 3, 2))
    assert [span.starts_on for span in spans] == [date(2026, 3, 1), date(2026, 4, 1)]


def test_a_promise_that_has_ended_has_no_period() -> None:
    assert rules.first_spans("month", date(2025, 1, 1), date(2025, 6, 30), date(2026, 3, 2)) == []


def _facts(
    top: str | None, bottom: str | None, reported: date | None = DUE, **more: str
) -> PeriodFacts:
    return PeriodFacts(
        comparison=more.get("comparison", "at_least"),
        target=Decimal(more.get("target", "95")),
        figure=more.get("figure", "share"),
        report_due_on=DUE,
        reported_on=reported,
        numerator=None if top is None else Decimal(top),
        denominator=None if bottom is None else Decimal(bottom),
    )


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        (_facts("95", "100"), "kept"),
        (_facts("94.9999", "100"), "broken"),
        (_facts("19", "20"), "kept"),
        (_facts("95", "100", date(2026, 4, 1)), "kept_late"),
        (_facts("1", "100", date(2026, 4, 1)), "broken"),
        (_facts("0", "0"), "no_cases"),
        (_facts(None, None, None), "not_reported"),
        (_facts(None, None), "not_reported"),
        (_facts("500", "100", figure="average", comparison="at_most", target="5"), "kept"),
        (_facts("501", "100", figure="average", comparison="at_most", target="5"), "broken"),
    ],
)
def test_the_outcome_of_a_period_follows_from_its_figures(facts: PeriodFacts, outcome: str) -> None:
    assert rules.period_outcome(facts) == outcome


def test_thirds_are_exact() -> None:
    facts = _facts("1", "3", target="33.3333")
    assert rules.period_outcome(facts) == "kept"
    assert rules.exact_value(Decimal(1), Decimal(3), "share") == Fraction(100, 3)


def test_missing_figures_are_never_kept() -> None:
    facts = _facts(None, None, None)
    assert rules.possible_period_outcomes(facts, LATER) == ("not_reported", "broken")


def test_without_figures_nothing_is_found_before_they_are_certainly_overdue() -> None:
    silent = _facts(None, None, None)
    assert rules.possible_period_outcomes(silent, DUE) == ()
    assert rules.possible_period_outcomes(replace(silent, due_provisional=True), LATER) == ()
    assert rules.possible_period_outcomes(_facts("94", "100"), DUE) == ("broken",)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(100, 3), "33.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(5), "5"),
        (Fraction(1, 200), "0.01"),
        (Fraction(999999, 10000), "100"),
        (None, ""),
    ],
)
def test_values_are_rounded_half_up_for_show(value: Fraction | None, text: str) -> None:
    assert rules.shown_value(value) == text


@pytest.mark.parametrize(
    ("value", "target", "text"),
    [
        (Fraction(99999, 1000), "100", "99.999"),
        (Fraction(99999999, 1000000), "100", "99.999999"),
        (Fraction(95001, 1000), "95", "95.001"),
        (Fraction(285, 3), "95", "95"),
        (Fraction(100, 3), "33.33", "33.333"),
        (Fraction(100, 3), "95", "33.33"),
    ],
)
def test_a_shown_value_stays_on_its_side_of_the_target(
    value: Fraction, target: str, text: str
) -> None:
    assert rules.shown_value(value, Decimal(target)) == text


@pytest.mark.parametrize(
    ("outcome", "kept_on", "today", "problem"),
    [
        ("kept", DUE, DUE, None),
        ("kept", date(2026, 4, 1), date(2026, 4, 2), "kept_after_due"),
        ("kept", None, date(2026, 4, 2), "kept_on_missing"),
        ("kept", date(2026, 3, 20), date(2026, 3, 10), "kept_on_in_future"),
        ("kept_late", date(2026, 4, 1), date(2026, 4, 2), None),
        ("kept_late", DUE, date(2026, 4, 2), "late_before_due"),
        ("broken", None, date(2026, 4, 1), None),
        ("broken", None, DUE, "outcome_too_early"),
        ("broken", DUE, date(2026, 4, 1), "broken_with_kept_on"),
        ("partly_kept", None, date(2026, 4, 1), None),
        ("changed", None, date(2026, 4, 1), "outcome_unknown"),
    ],
)
def test_an_outcome_must_agree_with_its_dates(
    outcome: str, kept_on: date | None, today: date, problem: str | None
) -> None:
    assert rules.outcome_problem(outcome, kept_on, DUE, today) == problem


def test_nothing_is_late_without_a_due_date() -> None:
    assert rules.outcome_problem("kept_late", DUE, None, DUE) == "outcome_needs_due_date"
    assert rules.outcome_problem("kept", DUE, None, DUE) is None


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], "open"),
        (["open", "no_cases"], "open"),
        (["kept", "no_cases", "kept"], "kept"),
        (["kept", "kept_late"], "kept_late"),
        (["kept", "broken"], "partly_kept"),
        (["kept", "not_reported"], "partly_kept"),
        (["broken", "not_reported"], "broken"),
        (["not_reported"], "not_reported"),
    ],
)
def test_a_series_has_a_state(outcomes: list[str], state: str) -> None:
    assert rules.series_outcome(outcomes) == state


def test_the_responsible_day_is_the_due_date_once_it_has_passed() -> None:
    later, early = date(2026, 5, 1), date(2026, 3, 1)
    assert rules.responsible_day(DUE, later, later) == DUE
    assert rules.responsible_day(DUE, early, date(2026, 3, 5)) == early
    assert rules.responsible_day(None, None, later) == later
