"""The calculator's door: the cases of the law, through HTTP."""

import csv
from pathlib import Path

import pytest

from tests.api.support import code, get

pytestmark = pytest.mark.django_db
CASES = Path(__file__).resolve().parents[1] / "data" / "deadline_cases.csv"


def _cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("case", _cases(), ids=lambda case: "-".join(case.values()))
def test_every_case_is_answered_exactly(case: dict[str, str]) -> None:
    roll = "1" if case["roll"] == "yes" else "0"
    query = f"start={case['start']}&unit={case['unit']}&count={case['count']}&roll={roll}"
    answer = get(f"deadlines/?{query}").json()
    assert answer["provisional"] is (case["due"] == "provisional")
    if not answer["provisional"]:
        assert answer["due"] == case["due"]
    assert answer["explanation"]["due"] == answer["due"]


def test_an_unloaded_year_is_provisional() -> None:
    answer = get("deadlines/?start=2031-01-05&unit=working_day&count=5").json()
    assert answer["provisional"] is True


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("unit=month&count=1", "start"),
        ("start=2026-02-30&unit=month&count=1", "start"),
        ("start=2026-01-01&unit=fortnight&count=1", "unit"),
        ("start=2026-01-01&unit=month&count=0", "count"),
        ("start=2026-01-01&unit=month&count=" + "9" * 4000, "count"),
        ("start=2026-01-01&unit=month&count=1&roll=perhaps", "roll"),
        ("start=2026-01-01&rule=NO-SUCH", "rule"),
        ("start=2026-01-01&rule=A%00B", "rule"),
        ("start=9999-12-31&unit=year&count=1", "start"),
    ],
)
def test_it_names_the_parameter_at_fault(query: str, field: str) -> None:
    answer = get(f"deadlines/?{query}")
    assert code(answer, 400)
    assert answer.json()["field"] == field
