"""Properties of counting, for any dates (Hypothesis)."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from credit_portal.workdays.arithmetic import (
    CALENDAR_DAY,
    WORKING_DAY,
    Extension,
    Pause,
    count_period,
)
from tests.workdays.shipped import TABLE

starts = st.dates(date(2004, 1, 1), date(2028, 12, 31))
lengths = st.integers(1, 120)
units = st.sampled_from(["working_day", "calendar_day", "month", "year"])
gaps = st.tuples(st.integers(0, 60), st.integers(0, 40))


@given(starts, lengths)
def test_a_working_day_count_ends_on_a_working_day(start: date, count: int) -> None:
    assert TABLE.is_workday(count_period(start, WORKING_DAY, count, table=TABLE).due)


@given(starts, units, st.integers(1, 60))
def test_a_rolled_period_ends_on_a_working_day_not_before_the_raw_one(
    start: date, unit: str, count: int
) -> None:
    result = count_period(start, unit, count, table=TABLE, roll=True)
    assert TABLE.is_workday(result.due)
    assert result.raw_due <= result.due
    between = [result.raw_due + timedelta(n) for n in range((result.due - result.raw_due).days)]
    assert not any(TABLE.is_workday(day) for day in between)


@given(starts, units, st.integers(1, 60), st.booleans())
def test_a_longer_period_and_a_later_start_never_end_earlier(
    start: date, unit: str, count: int, roll: bool
) -> None:
    due = count_period(start, unit, count, table=TABLE, roll=roll).due
    assert due > start
    assert count_period(start, unit, count + 1, table=TABLE, roll=roll).due >= due
    assert count_period(start + timedelta(1), unit, count, table=TABLE, roll=roll).due >= due


@given(starts, st.sampled_from([WORKING_DAY, CALENDAR_DAY]), lengths, gaps)
def test_exactly_n_days_are_counted(
    start: date, unit: str, count: int, gap: tuple[int, int]
) -> None:
    stopped = start + timedelta(gap[0])
    pause = Pause(stopped, stopped + timedelta(gap[1]))
    result = count_period(start, unit, count, table=TABLE, pauses=[pause])
    counted = [cell for cell in result.cells if cell.n]
    assert [cell.n for cell in counted] == list(range(1, count + 1))
    assert counted[-1].day == result.due
    assert not any(pause.stopped_on <= cell.day < pause.resumed_on for cell in counted)
    days = [cell.day for cell in result.cells]
    assert days == [start + timedelta(n) for n in range(len(days))]


@given(starts, lengths, gaps)
def test_a_pause_moves_calendar_days_by_exactly_its_length(
    start: date, count: int, gap: tuple[int, int]
) -> None:
    plain = count_period(start, CALENDAR_DAY, count, table=TABLE)
    stopped = start + timedelta(1 + gap[0] % count)
    pause = Pause(stopped, stopped + timedelta(gap[1]))
    moved = count_period(start, CALENDAR_DAY, count, table=TABLE, pauses=[pause])
    assert (moved.due - plain.due).days == gap[1] == moved.paused_days


@given(starts, lengths, gaps)
def test_a_pause_takes_exactly_its_working_days(
    start: date, count: int, gap: tuple[int, int]
) -> None:
    stopped = start + timedelta(1 + gap[0])
    pause = Pause(stopped, stopped + timedelta(gap[1]))
    paused = [stopped + timedelta(n) for n in range(gap[1])]
    moved = count_period(start, WORKING_DAY, count, table=TABLE, pauses=[pause])
    lost = sum(TABLE.is_workday(day) for day in paused if start < day <= moved.due)
    assert moved.due == count_period(start, WORKING_DAY, count + lost, table=TABLE).due


@given(starts, st.sampled_from(["working_day", "calendar_day", "month"]), lengths, lengths)
def test_an_extension_in_the_same_unit_lengthens_the_same_count(
    start: date, unit: str, count: int, more: int
) -> None:
    extended = count_period(
        start, unit, count, table=TABLE, roll=True, extensions=[Extension(unit, more)]
    )
    assert extended.due == count_period(start, unit, count + more, table=TABLE, roll=True).due


@settings(max_examples=200)
@given(starts, units, st.integers(1, 60), st.booleans())
def test_only_asking_about_an_unloaded_year_makes_a_date_provisional(
    start: date, unit: str, count: int, roll: bool
) -> None:
    result = count_period(start, unit, count, table=TABLE, roll=roll)
    if not roll and unit != WORKING_DAY:
        assert not result.provisional
    elif unit == WORKING_DAY:
        assert result.provisional == (result.due.year > 2026)
    else:
        assert result.provisional == (result.due.year > 2026)
