"""The calendar as rows: what is shipped, how a year is loaded, that nobody reads a stale one."""

import csv
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Invalid
from credit_portal.workdays import calendar_file, selectors, services
from credit_portal.workdays.models import CalendarDay, CalendarVersion, HolidayNotice
from tests.workdays.shipped import CALENDAR, TABLE

pytestmark = pytest.mark.django_db

HEAD = "year,kind,date,name_zh,name_en,number,url\n"
NEXT = HEAD + (
    "2027,notice,,国务院办公厅关于2027年部分节假日安排的通知,Holidays of 2027,示例〔2026〕1号,\n"
    "2027,makeup,2026-12-26,元旦,New Year's Day,,\n"
    "2027,holiday,2026-12-31,元旦,New Year's Day,,\n"
    "2027,holiday,2027-01-01,元旦,New Year's Day,,\n"
)


def load(text: str) -> services.LoadedYear:
    return services.load_year(actor=SYSTEM, notices=calendar_file.parse(text.splitlines()))


def test_the_shipped_calendar_is_that_of_chinesecalendar() -> None:
    day, differing = date(2004, 1, 1), []
    while day.year <= 2026:
        if TABLE.is_workday(day) != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []


def test_every_year_has_its_notice_in_both_languages() -> None:
    with CALENDAR.open(encoding="utf-8", newline="") as lines:
        notices = [row for row in csv.DictReader(lines) if row["kind"] == "notice"]
    assert {int(row["year"]) for row in notices} == set(range(2004, 2027))
    assert all(row["name_zh"] and row["name_en"] for row in notices)


def test_reference_data_is_there_and_seeding_again_changes_nothing() -> None:
    assert selectors.loaded_years() == list(range(2004, 2027))
    before = (CalendarVersion.objects.get().token, CalendarDay.objects.count())
    assert (services.seed_calendar(), services.seed_rules()) == (0, 0)
    assert (CalendarVersion.objects.get().token, CalendarDay.objects.count()) == before


def test_both_2025_and_2026_have_248_working_days() -> None:
    for year in (2025, 2026):
        assert CalendarDay.objects.filter(date__year=year, is_workday=True).count() == 248


def test_a_loaded_year_makes_dates_certain_and_may_change_the_december_before() -> None:
    assert selectors.compute(date(2026, 12, 25), "working_day", 5).provisional
    loaded = load(NEXT)
    assert {date(2026, 12, 26), date(2026, 12, 31), date(2027, 7, 1)} <= set(loaded.changed)
    result = selectors.compute(date(2026, 12, 25), "working_day", 5)
    # 26 (made up), 28, 29, 30 December, then 4 January: 31 December and 1 January are off
    assert (result.due, result.provisional) == (date(2027, 1, 4), False)
    assert [source["year"] for source in result.explanation["sources"]] == [2026, 2027]


def test_loading_the_same_year_again_changes_nothing() -> None:
    load(NEXT)
    token = CalendarVersion.objects.get().token
    assert load(NEXT).changed == ()
    assert CalendarVersion.objects.get().token == token


def test_a_corrected_notice_takes_back_what_it_no_longer_names() -> None:
    load(NEXT)
    corrected = "".join(line for line in NEXT.splitlines(True) if "2026-12-31" not in line)
    assert load(corrected).changed == (date(2026, 12, 31),)
    assert selectors.is_workday(date(2026, 12, 31))


def test_reloading_a_year_keeps_what_the_next_notice_set_in_its_december() -> None:
    load(NEXT)
    with CALENDAR.open(encoding="utf-8", newline="") as lines:
        of_2026 = [n for n in calendar_file.parse(lines) if n.year == 2026]
    assert services.load_year(actor=SYSTEM, notices=of_2026).changed == ()
    assert not selectors.is_workday(date(2026, 12, 31))


def test_a_rolled_back_load_is_not_remembered() -> None:
    assert selectors.is_workday(date(2026, 12, 31))
    with pytest.raises(RuntimeError), transaction.atomic():
        load(NEXT)
        assert not selectors.is_workday(date(2026, 12, 31))
        raise RuntimeError
    assert selectors.is_workday(date(2026, 12, 31))
    assert 2027 not in selectors.loaded_years()


def test_a_computation_costs_one_query_once_the_calendar_is_known(
    django_assert_num_queries: Any,
) -> None:
    selectors.compute(date(2026, 9, 24), "working_day", 5)
    with django_assert_num_queries(1):
        selectors.compute(date(2025, 9, 24), "working_day", 300)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2027,makeup,2027-01-04,元旦,,,", "Saturday or Sunday"),
        ("2027,holiday,2028-01-01,元旦,,,", "outside the year"),
        ("2027,holiday,2026-11-30,元旦,,,", "outside the year"),
        ("2027,holiday,01/01/2027,元旦,,,", "2027-01-01"),
        ("2027,feast,2027-01-01,元旦,,,", "kind must be"),
        ("2027,holiday,2027-01-01,,,,", "name is missing"),
        ("zweitausend,holiday,2027-01-01,元旦,,,", "year must be"),
        ("2028,holiday,2028-01-01,元旦,,,", "under no notice"),
        ("2027,holiday,2026-12-26,元旦,,,", "twice"),
        ("2027,notice,,甲,,,javascript:alert(1)", "http"),
    ],
)
def test_it_names_the_bad_line_and_loads_nothing(line: str, says: str) -> None:
    from django.utils import translation

    with translation.override("en"), pytest.raises(Invalid) as caught:
        load(NEXT + line + "\n")
    assert "line 6" in str(caught.value)
    assert says in str(caught.value)
    assert 2027 not in selectors.loaded_years()


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", HEAD, HEAD + '2027,"notice\n'])
def test_it_refuses_files_that_are_no_calendar(text: str) -> None:
    with pytest.raises(Invalid):
        load(text)


def test_it_refuses_a_december_that_is_not_loaded() -> None:
    with pytest.raises(Invalid) as caught:
        load(NEXT.replace("2027", "2031").replace("2026", "2030"))
    assert caught.value.code in ("calendar_december_unknown", "calendar_file_invalid")


@pytest.mark.parametrize(
    ("day", "kind", "works"),
    [
        ("2027-01-01", "makeup", True),  # a Friday cannot be made up
        ("2027-01-02", "ordinary", True),  # a Saturday is not ordinary
        ("2027-01-04", "weekend", False),  # a Monday is no weekend
        ("2027-01-01", "holiday", True),  # nobody works on a holiday
        ("2027-01-01", "feast", False),
    ],
)
def test_the_database_refuses_a_senseless_day(day: str, kind: str, works: bool) -> None:
    source = HolidayNotice.objects.latest("year")
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(
            date=date.fromisoformat(day), kind=kind, is_workday=works, name_zh="甲", source=source
        )


def test_the_application_cannot_delete_days() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from workdays_calendarday")
