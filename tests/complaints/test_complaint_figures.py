"""Public figures: nothing small, nothing of what was not found true by body, nothing of today."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from complaints import selectors_statistics as figures
from complaints.models import Case
from tests.api.test_query_counts import count, recorded
from tests.complaints import exchange_scenes as scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "credit_office")]
PAGE = "/complaints/statistics/"


@pytest.mark.parametrize(
    ("counts", "secret"),
    [({"a": 9, "b": 7}, set()), ({"a": 9, "b": 4}, {"a", "b"}),
     ({"a": 9, "b": 3, "c": 2}, {"b", "c"}), ({"a": 9, "b": 6, "c": 4}, {"b", "c"}),
     ({"a": 9, "b": 1, "c": 1}, {"a", "b", "c"}), ({"a": 0, "b": 8}, set()), ({}, set())],
)  # fmt: skip
def test_what_is_small_is_hidden_with_what_would_give_it_away(
    counts: dict[str, int], secret: set[str]
) -> None:
    assert figures.hidden(counts) == secret


@pytest.mark.parametrize(("n", "told"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1000, 1000)])
def test_numbers_are_rounded_so_that_none_is_found_by_subtracting(n: int, told: int) -> None:
    assert figures.rounded(n) == told


def test_a_table_says_how_many_it_is_of_and_shares_of_enough() -> None:
    names = [(one, one.upper()) for one in "abcd"]
    found = figures.table("x", "X", {"a": 30, "b": 10, "c": 2, "d": 3}, names)
    assert [(one.label, one.n, one.share) for one in found.lines] == [
        ("A", 30, "66.7%"), ("B", 10, "22.2%"), ("C", None, ""), ("D", None, ""),
    ]  # fmt: skip
    assert (found.total, found.lines[0].width, found.lines[2].width) == (45, "100.00", "0")
    few = figures.table("x", "X", {"a": 4}, names)
    assert (few.lines, few.total) == ([], 0)
    small = figures.table("x", "X", {"a": 17}, names)
    assert small.lines[0].share == ""


@pytest.mark.parametrize(
    ("day", "first"),
    [("2026-01-01", date(2026, 1, 1)), ("2026-03-31", date(2026, 1, 1)),
     ("2026-04-01", date(2026, 4, 1)), ("2026-12-31", date(2026, 10, 1))],
)  # fmt: skip
def test_figures_end_with_the_last_quarter(day: str, first: date) -> None:
    with time_machine.travel(f"{day} 09:00:00+08:00", tick=False):
        assert figures.until() == first


@pytest.fixture
def six(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any, bureau: Any
) -> list[Case]:
    """Six cases of March found true, six that are not; one of April."""
    staff = scene.Staff(hotline_operator, hotline_supervisor, case_handler, approver, bureau)
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
        rows = [
            staff.closed(scene.case_of(number=f"SL{n:04}"), verified=n < 6, satisfied=n < 6)
            for n in range(12)
        ]
    with time_machine.travel("2026-04-01 09:00:00+08:00", tick=False):
        rows.append(scene.case_of(number="SL-april", started_on=date(2026, 4, 1)))
    return rows


def rows_of(client: Client) -> dict[tuple[str, str], tuple[str, str]]:
    """The figures of the CSV."""
    content = client.get(PAGE, {"format": "csv"}).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))[1:]
    return {(name, code): (n, total) for name, code, _label, n, total in lines}


def test_a_quarter_is_told_once_it_is_over_and_bodies_with_what_was_found_true(
    client: Client, six: list[Case], bureau: Any
) -> None:
    with time_machine.travel("2026-03-31 09:00:00+08:00", tick=False):
        assert rows_of(client) == {}
    with time_machine.travel("2026-04-02 09:00:00+08:00", tick=False):
        found = rows_of(client)
        page = client.get(PAGE).content.decode()
        measured = count(client, PAGE)
    assert measured == recorded(PAGE, measured)  # one query a table
    assert found["body", bureau.slug] == ("5", "5")
    assert found["category", "B01"] == found["month", "2026-03"] == ("10", "10")
    assert found["true", "B01"] == ("5", "5")
    assert found["satisfaction", "True"] == found["satisfaction", "False"] == ("5", "10")
    assert found["reasons", "not_done"] == ("5", "5")
    assert found["time", "met"] == ("10", "10")
    assert bureau.name_zh in page and six[0].number not in page
