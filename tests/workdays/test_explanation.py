"""A computed date explains itself, day by day and in words."""

import json
from datetime import date
from typing import Any

from credit_portal.workdays.arithmetic import Extension, Pause, count_period
from credit_portal.workdays.explanation import LISTED_DAYS, explain, touched_years
from tests.workdays.shipped import TABLE


def told(start: date, unit: str, count: int, **more: Any) -> dict[str, Any]:
    return explain(count_period(start, unit, count, table=TABLE, **more), TABLE)


def test_every_day_of_a_working_day_count_is_named() -> None:
    days = told(date(2026, 9, 24), "working_day", 5)["days"]
    assert [day["date"] for day in days] == [
        f"2026-{9 + (n > 6):02}-{24 + n if n <= 6 else n - 6:02}" for n in range(16)
    ]
    kinds = "start skipped skipped skipped counted counted counted" + " skipped" * 7
    assert [day["kind"] for day in days] == [*kinds.split(), "counted", "end"]
    assert [day["n"] for day in days if day["n"]] == [1, 2, 3, 4, 5]
    assert (days[1]["reason_zh"], days[1]["reason_en"]) == ("中秋节", "Mid-Autumn Festival")


def test_a_make_up_day_is_marked_and_named() -> None:
    end = told(date(2026, 9, 18), "working_day", 1)["days"][-1]
    assert (end["date"], end["kind"], end["makeup"]) == ("2026-09-20", "end", True)
    assert end["reason_zh"] == "国庆节调休上班"


def test_the_sentence_names_holidays_and_the_last_day_in_both_languages() -> None:
    explanation = told(date(2026, 9, 24), "working_day", 5)
    assert "9月25日至27日（中秋节）" in explanation["sentence_zh"]
    assert explanation["sentence_zh"].endswith("2026年10月9日（周五）届满。")
    assert "1 to 7 October (National Day)" in explanation["sentence_en"]
    assert explanation["sentence_en"].endswith("it ends on Friday 9 October 2026.")


def test_rolling_is_told_with_the_raw_day() -> None:
    explanation = told(date(2026, 9, 3), "calendar_day", 30, roll=True)
    assert (explanation["raw_due"], explanation["due"]) == ("2026-10-03", "2026-10-08")
    assert "顺延" in explanation["sentence_zh"]
    assert [day["kind"] for day in explanation["days"][-5:]] == ["skipped"] * 4 + ["end"]


def test_month_ends_pauses_and_extensions_are_told() -> None:
    assert "末月无对应日" in told(date(2025, 11, 30), "month", 3)["sentence_zh"]
    explanation = told(
        date(2026, 3, 2), "working_day", 10,
        pauses=[Pause(date(2026, 3, 11), date(2026, 3, 18))],
        extensions=[Extension("working_day", 10)],
    )  # fmt: skip
    assert "延长10个工作日" in explanation["sentence_zh"]
    assert "暂停计时7天" in explanation["sentence_zh"]
    assert "stood still for 7 days" in explanation["sentence_en"]


def test_a_provisional_date_says_so() -> None:
    explanation = told(date(2026, 12, 18), "working_day", 10)
    assert explanation["provisional"]
    assert "暂定" in explanation["sentence_zh"]
    assert [day["loaded"] for day in explanation["days"]].count(False) == 1


def test_long_periods_stay_small() -> None:
    explanation = told(date(2016, 1, 1), "working_day", 2000)
    assert explanation["days_omitted"]
    assert len(explanation["days"]) <= LISTED_DAYS
    assert len(json.dumps(told(date(2026, 1, 1), "year", 3, roll=True))) < 5000


def test_the_years_asked_are_those_counted_over() -> None:
    counted = count_period(date(2025, 12, 31), "working_day", 1, table=TABLE)
    assert touched_years(counted) == [2026]
    plain = count_period(date(2025, 12, 31), "month", 1, table=TABLE)
    assert touched_years(plain) == []
