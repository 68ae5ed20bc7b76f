"""How long consequences and sanctions last: a table of days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from integrity_files import rules_consequences as rules
from integrity_files.codes_consequences import BASES, ConsequenceKind, Sanction


@pytest.mark.parametrize(
    ("sanctions", "months", "first", "last"),
    [
        (["warning"], 6, date(2026, 3, 2), date(2026, 9, 2)),
        (["warning"], 6, date(2025, 8, 31), date(2026, 2, 28)),  # no 31st: end of the month
        (["warning"], 6, date(2027, 8, 30), date(2028, 2, 29)),
        (["demerit"], 12, date(2026, 3, 2), date(2027, 3, 2)),
        (["demerit"], 12, date(2028, 2, 29), date(2029, 2, 28)),
        (["great"], 18, date(2026, 3, 2), date(2027, 9, 2)),
        (["demotion"], 24, date(2026, 3, 2), date(2028, 3, 2)),
        (["removal"], 24, date(2026, 12, 31), date(2028, 12, 31)),
        (["warning", "warning"], 12, date(2026, 1, 31), date(2027, 1, 31)),
        (["great", "great"], 36, date(2026, 3, 2), date(2029, 3, 2)),
        (["great", "great", "great"], 48, date(2026, 3, 2), date(2030, 3, 2)),
        (["warning", "great"], 18, date(2026, 3, 2), date(2027, 9, 2)),  # the gravest only
    ],
)
def test_a_sanction_ends_on_its_day(
    sanctions: list[str], months: int, first: date, last: date
) -> None:
    assert rules.is_term(sanctions, months)
    assert rules.sanction_until(first, months) == last


@pytest.mark.parametrize(
    ("sanctions", "bounds"),
    [
        (["warning"], (6, 6)),
        (["demerit"], (12, 12)),
        (["great"], (18, 18)),
        (["demotion"], (24, 24)),
        (["removal"], (24, 24)),
        (["warning"] * 3, (6, 18)),
        (["warning"] * 9, (6, 48)),  # art. 15: never more than 48
        (["demotion"] * 3, (24, 48)),
        (["removal"] * 2, (24, 24)),  # below removal only
        (["warning", "demerit"], (12, 12)),
        (["dismissal"], None),
        (["dismissal", "warning"], None),
    ],
)
def test_terms_have_bounds(sanctions: list[str], bounds: Any) -> None:
    assert rules.bounds(sanctions) == bounds
    for months in (None, 0, 5, 49, 60):
        assert rules.is_term(sanctions, months) == (bounds is None and months is None)


@pytest.mark.parametrize(
    ("kind", "first", "months", "last"),
    [
        ("honours", date(2026, 1, 1), None, date(2026, 12, 31)),  # of that year
        ("honours", date(2026, 7, 1), None, date(2026, 12, 31)),
        ("honours", date(2026, 7, 2), None, date(2027, 12, 31)),  # fewer than 6 months left
        ("honours", date(2026, 12, 31), None, date(2027, 12, 31)),
        ("honours", date(2026, 3, 2), 24, date(2028, 3, 2)),
        ("honours", date(2026, 8, 31), 6, date(2027, 2, 28)),
        ("funds", date(2026, 3, 2), None, None),  # until repaired or revoked
        ("funds", date(2026, 3, 2), 12, date(2027, 3, 2)),
        ("spending", date(2026, 3, 31), 1, date(2026, 4, 30)),
        ("explanation", date(2026, 3, 2), None, None),
        ("talk", date(2026, 3, 2), 12, None),
    ],
)
def test_a_disqualification_ends_on_its_day(
    kind: str, first: date, months: int | None, last: date | None
) -> None:
    assert rules.term_until(kind, first, first, months) == last


@pytest.mark.parametrize(
    ("determined", "first", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 9), date(2026, 12, 31)),
        (date(2025, 12, 30), date(2026, 1, 9), date(2026, 12, 31)),  # that year is over
        (date(2026, 6, 30), date(2026, 7, 2), date(2027, 12, 31)),
        (date(2025, 12, 30), date(2026, 8, 3), date(2027, 12, 31)),
        (date(2026, 12, 31), date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_honours_are_barred_for_that_year_and_half_a_year_at_least(
    determined: date, first: date, last: date
) -> None:
    assert rules.honours_until(first, determined) == last


def test_the_lists_are_closed() -> None:
    assert set(BASES) == set(ConsequenceKind)
    assert set(rules.MONTHS) == set(Sanction)
    with pytest.raises(ValueError):
        rules.term_of("scolding")
