"""A counted period explained day by day and in a sentence, in both languages. Pure.

The JSON that stands on each deadline and that the calculator shows; its shape is described in
docs/deadlines.md. Chinese and English stand side by side because the record outlives the session
in which it was made.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from credit_portal.workdays.arithmetic import (
    CALENDAR_DAY,
    MONTH,
    SATURDAY,
    WORKING_DAY,
    YEAR,
    Cell,
    Counted,
    DayTable,
)

#: Longer walks are told in the sentence only; the row would grow beyond use.
LISTED_DAYS: Final = 400
#: Calendar periods up to this many days are listed, as are the tails of all rolled ones.
LISTED_CALENDAR_DAYS: Final = 62
#: At most so many holidays are named in the sentence.
NAMED_HOLIDAYS: Final = 6

WEEKDAYS_ZH: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip
UNITS_ZH: Final = {WORKING_DAY: "个工作日", CALENDAR_DAY: "日", MONTH: "个月", YEAR: "年"}
UNITS_EN: Final = {
    WORKING_DAY: "working day", CALENDAR_DAY: "calendar day", MONTH: "month", YEAR: "year",
}  # fmt: skip


def explain(
    counted: Counted,
    table: DayTable,
    *,
    rule: dict[str, Any] | None = None,
    sources: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The explanation of a counted period as JSON-ready data (dates as ISO text)."""
    cells = listed(counted)
    return {
        "start": counted.start.isoformat(),
        "unit": counted.unit,
        "count": counted.count,
        "roll": counted.roll,
        "extensions": [asdict(extension) for extension in counted.extensions],
        "paused_days": counted.paused_days,
        "due": counted.due.isoformat(),
        "raw_due": counted.raw_due.isoformat(),
        "provisional": counted.provisional,
        "days": [_day(cell, counted, table) for cell in cells],
        "days_omitted": len(cells) < len(counted.cells),
        "sentence_zh": _sentence_zh(counted, table),
        "sentence_en": _sentence_en(counted, table),
        "rule": rule,
        "sources": list(sources),
    }


def counts_working_days(counted: Counted) -> bool:
    """Whether working days are counted anywhere in the period."""
    units = {counted.unit, *(extension.unit for extension in counted.extensions)}
    return WORKING_DAY in units


def listed(counted: Counted) -> list[Cell]:
    """The days worth showing: all of a working-day count, else start, last day and rolled tail."""
    cells = list(counted.cells)
    span = (counted.due - counted.start).days
    if span <= (LISTED_DAYS if counts_working_days(counted) else LISTED_CALENDAR_DAYS):
        return cells
    tail = [cell for cell in cells[1:] if cell.day >= counted.raw_due]
    return [cells[0], *tail] if len(tail) <= LISTED_DAYS else []


def touched_years(counted: Counted) -> list[int]:
    """Years whose calendar the count had to ask."""
    if counts_working_days(counted):
        asked = [cell.day.year for cell in counted.cells[1:]]
    elif counted.roll:
        asked = [cell.day.year for cell in counted.cells if cell.day >= counted.raw_due]
    else:
        asked = []
    return sorted(set(asked))


def _day(cell: Cell, counted: Counted, table: DayTable) -> dict[str, Any]:
    special = table.specials.get(cell.day)
    zh, en = day_name(cell.day, table)
    if cell.kind == "paused":
        zh, en = "暂停计时", "clock stopped"
    elif cell.kind == "start":
        zh, en = "当日不计", "starting day, not counted"
    return {
        "date": cell.day.isoformat(),
        "kind": cell.kind,
        "n": cell.n,
        "makeup": bool(special and special.is_workday),
        "loaded": table.is_loaded(cell.day),
        "reason_zh": zh,
        "reason_en": en,
    }


def day_name(day: date, table: DayTable) -> tuple[str, str]:
    """Why a day is what it is: holiday, make-up working day, weekend; empty for plain days."""
    special = table.specials.get(day)
    if special and special.is_workday:
        return f"{special.name_zh}调休上班", f"make-up working day ({special.name_en})"
    if special:
        return special.name_zh, special.name_en
    if day.weekday() >= SATURDAY:
        return WEEKDAYS_ZH[day.weekday()], WEEKDAYS_EN[day.weekday()]
    return "", ""


def date_zh(day: date) -> str:
    """2026年10月9日（周五）."""
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS_ZH[day.weekday()]}）"


def date_en(day: date) -> str:
    """Friday 9 October 2026."""
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def _sentence_zh(counted: Counted, table: DayTable) -> str:
    parts = [f"自{date_zh(counted.start)}的次日起算，期限{_length_zh(counted)}"]
    holidays, weekends = _skipped(counted, table)
    off = [f"{_span_zh(first, last)}（{zh}）" for first, last, zh, _ in holidays[:NAMED_HOLIDAYS]]
    if len(holidays) > NAMED_HOLIDAYS:
        off.append(f"另有{len(holidays) - NAMED_HOLIDAYS}处节假日")
    if weekends:
        off.append(f"周末{weekends}天")
    if off:
        parts.append(f"{'、'.join(off)}不计")
    if makeups := _makeups(counted, table):
        days = "、".join(f"{day.month}月{day.day}日" for day in makeups)
        parts.append(f"{days}为调休上班日，计入")
    if counted.paused_days:
        parts.append(f"暂停计时{counted.paused_days}天不计")
    if _cut_at_month_end(counted):
        parts.append("末月无对应日，以月末日为期间的最后一日")
    if counted.due != counted.raw_due:
        name, _ = day_name(counted.raw_due, table)
        parts.append(
            f"最后一日{date_zh(counted.raw_due)}为休息日（{name}），顺延至其后第一个工作日"
        )
    end = f"{date_zh(counted.due)}届满"
    if counted.provisional:
        end += "。有关年份的放假安排尚未公布，暂按周一至周五为工作日计算，此日期为暂定"
    return f"{'；'.join([*parts, end])}。"


def _sentence_en(counted: Counted, table: DayTable) -> str:
    start = date_en(counted.start)
    parts = [f"Counted from the day after {start}, the period is {_length_en(counted)}"]
    holidays, weekends = _skipped(counted, table)
    off = [f"{_span_en(first, last)} ({en})" for first, last, _, en in holidays[:NAMED_HOLIDAYS]]
    if len(holidays) > NAMED_HOLIDAYS:
        off.append(f"{len(holidays) - NAMED_HOLIDAYS} more holidays")
    if weekends:
        off.append(_plural(weekends, "weekend day"))
    if off:
        parts.append(f"not counted: {', '.join(off)}")
    if makeups := _makeups(counted, table):
        days = ", ".join(f"{day.day} {MONTHS_EN[day.month - 1]}" for day in makeups)
        parts.append(f"counted as make-up working day: {days}")
    if counted.paused_days:
        parts.append(f"the clock stood still for {_plural(counted.paused_days, 'day')}")
    if _cut_at_month_end(counted):
        parts.append("the last month has no such day, so the period ends with the month")
    if counted.due != counted.raw_due:
        _, name = day_name(counted.raw_due, table)
        last = f"its last day, {date_en(counted.raw_due)}, is a rest day ({name})"
        parts.append(f"{last}, so the next working day counts")
    end = f"it ends on {date_en(counted.due)}"
    if counted.provisional:
        end += (
            ". The holidays of that year are not announced yet; Monday to Friday are taken as"
            " working days, so this date is provisional"
        )
    return f"{'; '.join([*parts, end])}."


def length(unit: str, count: int) -> tuple[str, str]:
    """A length in both languages: 5个工作日, 5 working days."""
    return f"{count}{UNITS_ZH[unit]}", _plural(count, UNITS_EN[unit])


def _length_zh(counted: Counted) -> str:
    base = f"为{counted.count}{UNITS_ZH[counted.unit]}"
    more = "".join(f"，延长{extra.count}{UNITS_ZH[extra.unit]}" for extra in counted.extensions)
    return base + more


def _length_en(counted: Counted) -> str:
    more = "".join(
        f", extended by {_plural(extra.count, UNITS_EN[extra.unit])}"
        for extra in counted.extensions
    )
    return _plural(counted.count, UNITS_EN[counted.unit]) + more


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _skipped(counted: Counted, table: DayTable) -> tuple[list[tuple[date, date, str, str]], int]:
    """Runs of named holidays that were skipped, and the number of plain weekend days."""
    if not counts_working_days(counted):
        return [], 0  # the rolled tail is told by itself
    days = [cell.day for cell in counted.cells if cell.kind == "skipped"]
    named = [day for day in days if day in table.specials]
    keys = {day: (table.specials[day].name_zh, table.specials[day].name_en) for day in named}
    runs: list[tuple[date, date, str, str]] = []
    grouped = groupby(
        enumerate(named), key=lambda pair: (pair[1] - timedelta(pair[0]), keys[pair[1]])
    )
    for (_, names), group in grouped:
        run = [day for _, day in group]
        runs.append((run[0], run[-1], *names))
    return runs, len(days) - len(named)


def _cut_at_month_end(counted: Counted) -> bool:
    """Whether the last month had no corresponding day (Civil Code art. 202)."""
    months = counted.unit in (MONTH, YEAR) and not (counted.paused_days or counted.extensions)
    return months and counted.raw_due.day < counted.start.day


def _makeups(counted: Counted, table: DayTable) -> list[date]:
    """Make-up working days that counted, of a working-day count, the first few."""
    return [
        cell.day
        for cell in counted.cells
        if cell.n and counted.unit == WORKING_DAY and cell.day in table.specials
    ][:NAMED_HOLIDAYS]


def _span_zh(first: date, last: date) -> str:
    if first == last:
        return f"{first.month}月{first.day}日"
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{first.month}月{first.day}日至{month}{last.day}日"


def _span_en(first: date, last: date) -> str:
    month = MONTHS_EN[last.month - 1]
    if first == last:
        return f"{first.day} {month}"
    opening = "" if first.month == last.month else f" {MONTHS_EN[first.month - 1]}"
    return f"{first.day}{opening} to {last.day} {month}"
