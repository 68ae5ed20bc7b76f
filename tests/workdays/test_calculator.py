"""The calculator: the public answer of the API and the form of the page."""

import json
from datetime import date
from typing import Any

import pytest

from credit_portal.common.errors import DomainError
from credit_portal.workdays.answers import deadline_answer
from credit_portal.workdays.forms import CalculatorForm

pytestmark = pytest.mark.django_db

EXAMPLE = {"start": "2026-09-24", "unit": "working_day", "count": "5"}


def test_it_answers_the_example_of_the_design() -> None:
    answer = deadline_answer(EXAMPLE)
    assert (answer["due"], answer["provisional"]) == ("2026-10-09", False)
    assert answer["explanation"]["days"][-1]["kind"] == "end"
    json.dumps(answer)


def test_it_rolls_when_asked() -> None:
    question = {"start": "2026-09-03", "unit": "calendar_day", "count": "30"}
    assert deadline_answer(question)["due"] == "2026-10-03"
    assert deadline_answer(question | {"roll": "1"})["due"] == "2026-10-08"


def test_it_answers_by_rule() -> None:
    answer = deadline_answer({"start": "2026-09-24", "rule": "INFO-REPLY"})
    assert (answer["count"], answer["due"]) == (20, "2026-10-29")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": ""}, "start"), ({"start": "20260924"}, "start"),
        ({"start": "2026-02-30"}, "start"),
        ({"start": "2026-W39-4"}, "start"), ({"start": "９９９９-09-24"}, "start"),
        ({"start": "0001-01-01"}, "start"), ({"start": "9999-12-31"}, "start"),
        ({"unit": "fortnight"}, "unit"), ({"unit": ""}, "unit"),
        ({"count": ""}, "count"), ({"count": "0"}, "count"), ({"count": "-1"}, "count"),
        ({"count": "1e3"}, "count"), ({"count": "٥"}, "count"), ({"count": "999999"}, "count"),
        ({"count": "9" * 5000}, "count"), ({"roll": "perhaps"}, "roll"), ({"why": "1"}, "why"),
        ({"rule": "INFO-REPLY"}, "unit"),
    ],
)  # fmt: skip
def test_it_names_the_parameter_at_fault(change: dict[str, str], field: str) -> None:
    with pytest.raises(DomainError) as caught:
        deadline_answer(EXAMPLE | change)
    assert (caught.value.status, caught.value.field) == (400, field)


def test_it_refuses_an_unknown_rule() -> None:
    with pytest.raises(DomainError) as caught:
        deadline_answer({"start": "2026-09-24", "rule": "NO\0SUCH"[:2] + "-X"})
    assert caught.value.status == 400


def form(**data: Any) -> CalculatorForm:
    return CalculatorForm({"start": "2026-09-24", **data})


def test_the_form_counts_by_length_and_by_rule() -> None:
    by_length = form(unit="working_day", count="5").result()
    by_rule = form(rule="INFO-REPLY").result()
    assert by_length is not None and by_length.due == date(2026, 10, 9)
    assert by_rule is not None and by_rule.due == date(2026, 10, 29)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "count"), ({"unit": "working_day", "count": "4000"}, "count"),
        ({"unit": "week", "count": "1"}, "unit"), ({"rule": "NO-SUCH"}, "rule"),
        ({"start": "1800-01-01", "unit": "month", "count": "1"}, "start"),
        ({"start": "x", "unit": "month", "count": "1"}, "start"),
        ({"unit": "month", "count": "1.5"}, "count"),
    ],
)  # fmt: skip
def test_the_form_names_the_field_at_fault(data: dict[str, str], field: str) -> None:
    asked = form(**data)
    assert asked.result() is None
    assert field in asked.errors


def test_the_form_offers_the_limits_in_force_today() -> None:
    codes = [code for code, _name in CalculatorForm().fields["rule"].choices]  # type: ignore[attr-defined]
    assert "INFO-REPLY" in codes
    assert "REP-ALL-58" not in codes
