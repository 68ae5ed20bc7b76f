"""Counting of periods against tables: the project's vectors and 261 rows one can check by hand."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from credit_portal.workdays.arithmetic import (
    EARLIEST,
    LATEST_START,
    MAX_COUNT,
    UNITS,
    Extension,
    Pause,
    PeriodError,
    add_months,
    count_period,
    next_workday,
)
from tests.workdays.shipped import ROOT, TABLE


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def name_of(row: dict[str, str]) -> str:
    return f"{row['start']}+{row['count']}{row['unit']}"


@pytest.mark.parametrize("row", rows_of(ROOT / "tests/data/deadline_cases.csv"), ids=name_of)
def test_the_case_of_the_contract_holds(row: dict[str, str]) -> None:
    start, rolled = date.fromisoformat(row["start"]), row["roll"] == "yes"
    result = count_period(start, row["unit"], int(row["count"]), table=TABLE, roll=rolled)
    if row["due"] == "provisional":
        assert result.provisional
    else:
        assert (result.due.isoformat(), result.provisional) == (row["due"], False)


@pytest.mark.parametrize(
    "vector",
    [
        ("2026-09-18", "working_day", 1, False, "2026-09-20", "2026-09-20"),
        ("2026-09-18", "working_day", 5, False, "2026-09-24", "2026-09-24"),
        ("2026-09-30", "working_day", 1, False, "2026-10-08", "2026-10-08"),
        ("2026-09-30", "working_day", 10, False, "2026-10-20", "2026-10-20"),
        ("2026-09-03", "calendar_day", 30, True, "2026-10-03", "2026-10-08"),
        ("2026-01-16", "calendar_day", 30, True, "2026-02-15", "2026-02-24"),
        ("2026-08-02", "calendar_day", 60, True, "2026-10-01", "2026-10-08"),
        ("2026-04-01", "calendar_day", 30, True, "2026-05-01", "2026-05-06"),
        ("2026-03-31", "month", 3, False, "2026-06-30", "2026-06-30"),
    ],
)
def test_the_vector_of_the_brief_holds(vector: tuple[str, str, int, bool, str, str]) -> None:
    start, unit, count, roll, raw, due = vector
    result = count_period(date.fromisoformat(start), unit, count, table=TABLE, roll=roll)
    assert (result.raw_due.isoformat(), result.due.isoformat()) == (raw, due)
    assert not result.provisional


TABLE_ROWS = rows_of(Path(__file__).parent / "periods.csv")


def test_the_table_is_large_enough() -> None:
    assert len(TABLE_ROWS) >= 200


@pytest.mark.parametrize("row", TABLE_ROWS, ids=name_of)
def test_the_row_of_the_table_holds(row: dict[str, str]) -> None:
    pauses = [Pause(*map(date.fromisoformat, p.split("/"))) for p in row["pauses"].split(";") if p]
    extensions = [
        Extension(part.split()[1], int(part.split()[0]))
        for part in row["extensions"].split(";")
        if part
    ]
    result = count_period(
        date.fromisoformat(row["start"]), row["unit"], int(row["count"]), table=TABLE,
        roll=row["roll"] == "yes", pauses=pauses, extensions=extensions,
    )  # fmt: skip
    assert (result.due.isoformat(), result.provisional) == (row["due"], row["provisional"] == "yes")


@pytest.mark.parametrize(
    ("unit", "count", "code"),
    [
        ("fortnight", 1, "unknown_unit"),
        ("", 1, "unknown_unit"),
        ("working_day", 0, "count_out_of_range"),
        ("working_day", -5, "count_out_of_range"),
        ("working_day", 3661, "count_out_of_range"),
        ("calendar_day", 36_601, "count_out_of_range"),
        ("month", 1201, "count_out_of_range"),
        ("year", 101, "count_out_of_range"),
        ("year", True, "count_not_whole"),
    ],
)
def test_it_refuses_a_senseless_length(unit: str, count: int, code: str) -> None:
    with pytest.raises(PeriodError) as caught:
        count_period(date(2026, 1, 1), unit, count, table=TABLE)
    assert caught.value.code == code


@pytest.mark.parametrize("unit", UNITS)
def test_it_counts_the_longest_period_from_the_last_day(unit: str) -> None:
    result = count_period(LATEST_START, unit, MAX_COUNT[unit], table=TABLE, roll=True)
    assert result.due > LATEST_START


@pytest.mark.parametrize("start", [EARLIEST - timedelta(1), LATEST_START + timedelta(1)])
def test_it_refuses_a_start_out_of_bounds(start: date) -> None:
    with pytest.raises(PeriodError, match="date_out_of_range"):
        count_period(start, "month", 1, table=TABLE)


def test_it_refuses_a_pause_that_ends_before_it_begins() -> None:
    with pytest.raises(PeriodError, match="pause_ends"):
        count_period(
            date(2026, 3, 2), "working_day", 5, table=TABLE,
            pauses=[Pause(date(2026, 3, 5), date(2026, 3, 4))],
        )  # fmt: skip


def test_a_pause_without_end_in_sight_is_an_error_not_a_hang() -> None:
    with pytest.raises(PeriodError, match="date_out_of_range"):
        count_period(
            date(2026, 3, 2), "working_day", 5, table=TABLE,
            pauses=[Pause(date(2026, 3, 3), date.max)],
        )  # fmt: skip


def test_next_workday_steps_over_a_break_and_onto_a_make_up_day() -> None:
    assert next_workday(date(2026, 9, 30), TABLE) == date(2026, 10, 8)
    assert next_workday(date(2026, 10, 9), TABLE) == date(2026, 10, 10)


def test_months_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(PeriodError):
        add_months(date(2400, 12, 1), 1)


def test_the_table_covers_what_goes_wrong() -> None:
    """Year end, leap days, make-up days that count, rolls, pauses, years without a notice."""
    starts = [date.fromisoformat(row["start"]) for row in TABLE_ROWS]
    ends = [date.fromisoformat(row["due"]) for row in TABLE_ROWS]
    pairs = list(zip(starts, ends, TABLE_ROWS, strict=True))
    makeup = [end for _start, end, row in pairs if TABLE.is_workday(end) and end.weekday() > 4]
    assert sum(start.year < end.year for start, end, _row in pairs) >= 20
    assert any((day.month, day.day) == (2, 29) for day in starts)
    assert any((day.month, day.day) == (2, 29) for day in ends)
    assert len(makeup) >= 5
    assert sum(row["provisional"] == "yes" for row in TABLE_ROWS) >= 5
    assert sum(row["roll"] == "yes" for row in TABLE_ROWS) >= 20
    assert sum(bool(row["pauses"]) for row in TABLE_ROWS) >= 5
