"""Display and repair dates over both rule sets and all severities, as a table and by property."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrity_files.display import NO_OVERRIDE, Override, Span, period, set_on
from integrity_files.rules_display import RULES, SETS

SPANS = {
    (one.rule_set, one.severity): Span(one.is_shown, one.shortest, one.longest) for one in RULES
}
NEVER = None
#: Rule set, severity, determined, repair from, last day (None: never shown).
TABLE = [
    ("R58", "minor", "2023-05-01", "2023-05-01", NEVER),
    ("R58", "minor", "2024-02-29", "2024-02-29", NEVER),
    ("R58", "minor", "2025-12-31", "2025-12-31", NEVER),
    ("R58", "minor", "2026-03-31", "2026-03-31", NEVER),
    ("R58", "general", "2023-05-01", "2023-08-02", "2026-05-01"),
    ("R58", "general", "2023-08-31", "2023-12-01", "2026-08-31"),
    ("R58", "general", "2023-11-29", "2024-03-01", "2026-11-29"),
    ("R58", "general", "2023-11-30", "2024-03-01", "2026-11-30"),
    ("R58", "general", "2023-12-31", "2024-04-01", "2026-12-31"),
    ("R58", "general", "2024-01-31", "2024-05-01", "2027-01-31"),
    ("R58", "general", "2024-02-29", "2024-05-30", "2027-02-28"),
    ("R58", "general", "2024-11-30", "2025-03-01", "2027-11-30"),
    ("R58", "general", "2025-01-01", "2025-04-02", "2028-01-01"),
    ("R58", "general", "2025-02-28", "2025-05-29", "2028-02-28"),
    ("R58", "general", "2025-06-30", "2025-10-01", "2028-06-30"),
    ("R58", "general", "2025-10-01", "2026-01-02", "2028-10-01"),
    ("R58", "general", "2025-11-30", "2026-03-01", "2028-11-30"),
    ("R58", "general", "2026-03-31", "2026-07-01", "2029-03-31"),
    ("R58", "serious", "2023-05-01", "2024-05-02", "2026-05-01"),
    ("R58", "serious", "2023-12-31", "2025-01-01", "2026-12-31"),
    ("R58", "serious", "2024-02-28", "2025-03-01", "2027-02-28"),
    ("R58", "serious", "2024-02-29", "2025-03-01", "2027-02-28"),
    ("R58", "serious", "2024-03-01", "2025-03-02", "2027-03-01"),
    ("R58", "serious", "2024-08-31", "2025-09-01", "2027-08-31"),
    ("R58", "serious", "2025-01-31", "2026-02-01", "2028-01-31"),
    ("R58", "serious", "2025-02-28", "2026-03-01", "2028-02-28"),
    ("R58", "serious", "2025-04-30", "2026-05-01", "2028-04-30"),
    ("R58", "serious", "2026-03-31", "2027-04-01", "2029-03-31"),
    ("R36", "minor", "2026-04-01", "2026-04-01", NEVER),
    ("R36", "minor", "2026-12-31", "2026-12-31", NEVER),
    ("R36", "minor", "2027-02-28", "2027-02-28", NEVER),
    ("R36", "minor", "2028-02-29", "2028-02-29", NEVER),
    ("R36", "general", "2026-04-01", "2026-07-02", "2027-04-01"),
    ("R36", "general", "2026-05-31", "2026-09-01", "2027-05-31"),
    ("R36", "general", "2026-08-31", "2026-12-01", "2027-08-31"),
    ("R36", "general", "2026-11-28", "2027-03-01", "2027-11-28"),
    ("R36", "general", "2026-11-29", "2027-03-01", "2027-11-29"),
    ("R36", "general", "2026-11-30", "2027-03-01", "2027-11-30"),
    ("R36", "general", "2026-12-01", "2027-03-02", "2027-12-01"),
    ("R36", "general", "2026-12-31", "2027-04-01", "2027-12-31"),
    ("R36", "general", "2027-01-31", "2027-05-01", "2028-01-31"),
    ("R36", "general", "2027-02-28", "2027-05-29", "2028-02-28"),
    ("R36", "general", "2027-11-30", "2028-03-01", "2028-11-30"),
    ("R36", "general", "2028-02-29", "2028-05-30", "2029-02-28"),
    ("R36", "general", "2028-10-01", "2029-01-02", "2029-10-01"),
    ("R36", "serious", "2026-04-01", "2027-04-02", "2029-04-01"),
    ("R36", "serious", "2026-04-30", "2027-05-01", "2029-04-30"),
    ("R36", "serious", "2026-08-31", "2027-09-01", "2029-08-31"),
    ("R36", "serious", "2026-12-31", "2028-01-01", "2029-12-31"),
    ("R36", "serious", "2027-01-01", "2028-01-02", "2030-01-01"),
    ("R36", "serious", "2027-02-28", "2028-02-29", "2030-02-28"),
    ("R36", "serious", "2028-02-29", "2029-03-01", "2031-02-28"),
    ("R36", "serious", "2028-03-01", "2029-03-02", "2031-03-01"),
    ("R36", "serious", "2028-03-31", "2029-04-01", "2031-03-31"),
]
#: Severity under order 36, determined, override, repair from, last day.
OVERRIDDEN = [
    ("minor", "2026-04-01", Override(is_needed=True), "2026-04-01", "2026-07-01"),
    ("minor", "2026-11-30", Override(is_needed=True), "2026-11-30", "2027-02-28"),
    ("minor", "2027-11-29", Override(is_needed=True), "2027-11-29", "2028-02-29"),
    ("general", "2026-04-01", Override(longest=60), "2026-07-02", "2031-04-01"),
    ("general", "2028-02-29", Override(shortest=12, longest=24), "2029-03-01", "2030-02-28"),
    ("serious", "2026-08-31", Override(shortest=6), "2027-03-01", "2029-08-31"),
    ("serious", "2026-04-01", Override(shortest=0, longest=6), "2026-04-01", "2026-10-01"),
]


def day(text: str | None) -> date | None:
    """A day written out, or none."""
    return date.fromisoformat(text) if text else None


def test_the_table_has_both_sets_and_all_severities() -> None:
    assert {(row[0], row[1]) for row in TABLE} == set(SPANS)
    assert len(TABLE) + len(OVERRIDDEN) >= 60


@pytest.mark.parametrize(("rule_set", "severity", "determined", "repair", "last"), TABLE)
def test_each_date(
    rule_set: str, severity: str, determined: str, repair: str, last: str | None
) -> None:
    begun = date.fromisoformat(determined)
    assert set_on([(one.code, one.effective_from, one.effective_to) for one in SETS], begun) == (
        rule_set
    )
    found = period(SPANS[rule_set, severity], begun)
    assert (found.repair_from, found.last_day) == (day(repair), day(last))
    assert found.first_day == (begun if last else None)


@pytest.mark.parametrize(("severity", "determined", "override", "repair", "last"), OVERRIDDEN)
def test_another_law_and_a_needed_display(
    severity: str, determined: str, override: Override, repair: str, last: str
) -> None:
    found = period(SPANS["R36", severity], date.fromisoformat(determined), override)
    assert (found.repair_from, found.last_day) == (day(repair), day(last))


def test_before_the_first_order_there_is_no_set() -> None:
    sets = [(one.code, one.effective_from, one.effective_to) for one in SETS]
    assert set_on(sets, date(2023, 4, 30)) is None


def test_an_override_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="shorter"):
        period(SPANS["R36", "serious"], date(2026, 4, 1), Override(longest=6))


DAYS = st.dates(date(2023, 5, 1), date(2100, 12, 31))


@given(DAYS, st.sampled_from(sorted(SPANS)))
def test_display_begins_with_the_determination_and_ends_later(
    determined: date, which: tuple[str, str]
) -> None:
    found = period(SPANS[which], determined, NO_OVERRIDE)
    assert (found.first_day is None) == (found.last_day is None)
    if found.first_day is not None and found.last_day is not None:
        assert determined == found.first_day < found.last_day


@given(DAYS, st.sampled_from(sorted(SPANS)))
def test_repair_is_possible_before_the_display_ends(
    determined: date, which: tuple[str, str]
) -> None:
    found = period(SPANS[which], determined)
    assert determined <= found.repair_from
    if found.last_day is not None:
        assert found.repair_from <= found.last_day
