"""References of public records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_portal.publishing import references


def test_the_reference_of_the_design_page() -> None:
    assert references.make("C", 2026, 1234) == "SY-C2026-0001234S"


def test_a_reference_grows_beyond_seven_digits() -> None:
    assert references.parse(references.make("B", 2027, 123456789)).number == 123456789


@given(st.sampled_from("ABCDWZ"), st.integers(2000, 9999), st.integers(1, 10**9))
def test_what_is_made_is_valid(letter: str, year: int, number: int) -> None:
    made = references.make(letter, year, number)
    assert references.is_valid(made)
    assert references.parse(made) == references.Reference(letter, year, number)


@given(st.integers(1, 10**7 - 1), st.integers(0, 16), st.sampled_from("0123456789ACDX"))
def test_one_wrong_character_is_found(number: int, place: int, other: str) -> None:
    made = references.make("C", 2026, number)
    wrong = made[:place] + other + made[place + 1 :]
    assert wrong == made or not references.is_valid(wrong)


def test_nearly_every_swap_of_neighbours_is_found() -> None:
    """A hybrid system of ISO 7064 finds every single error and nearly every swap."""
    tried = missed = 0
    for number in range(1, 10**7, 99_991):
        made = references.make("C", 2026, number)
        for place in range(4, 15):
            wrong = made[:place] + made[place + 1] + made[place] + made[place + 2 :]
            tried += wrong != made
            missed += wrong != made and references.is_valid(wrong)
    assert missed / tried < 0.01


@pytest.mark.parametrize(
    "typed",
    ["sy-c2026-0001234s", "SY C2026 0001234 S", "syc20260001234s", " SY—C2026—0001234S "],
)
def test_what_people_type_is_understood(typed: str) -> None:
    assert references.normalise(typed) == "SY-C2026-0001234S"


@pytest.mark.parametrize("text", ["", "SY-C2026-1234S", "SY-C2026-0001234T", "沈-C2026-0001234S"])
def test_anything_else_is_no_reference(text: str) -> None:
    assert not references.is_valid(text)
    with pytest.raises(ValueError):
        references.parse(text)


@pytest.mark.parametrize(
    ("letter", "year", "number"), [("c", 2026, 1), ("C", 26, 1), ("C", 2026, 0)]
)
def test_parts_out_of_range_are_refused(letter: str, year: int, number: int) -> None:
    with pytest.raises(ValueError):
        references.make(letter, year, number)
