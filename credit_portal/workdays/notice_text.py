"""The days of a holiday notice as its text writes them: read and written back. Pure, no database.

    元旦：1月1日（周五）至3日（周日）放假，共3天。
    春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。

One line for each holiday: its name, a colon, then sentences. A sentence with 放假 names holidays
(single days, lists, ranges with 至), one with 上班 make-up working days. Weekdays in brackets and
“共N天” are compared with the calendar. The month, once said, holds for the rest of the line; the
year is the notice's, or written out (2026年12月31日). Dates may also be written 2027-01-01.
Lines without 放假 or 上班 (the notice's opening and closing) are passed over.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from credit_portal.common.errors import Invalid
from credit_portal.workdays.arithmetic import SATURDAY
from credit_portal.workdays.calendar_file import MAX_TEXT, SpecialDay

WEEKDAYS = "一二三四五六日"
ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}
LONGEST_HOLIDAY = 31
MAX_LINES = 200
_NUMBERING = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*)+")
_DATE = re.compile(
    r"(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日)"
    r"(?:[（(](?P<note>[^）)]{0,40})[）)])?"
)
_RANGE = re.compile(r"^\s*(?:至|到|—{1,2}|–|-|~|～)\s*$")
_TOTAL = re.compile(r"共\s*(\d{1,2})\s*天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")


@dataclass
class Read:
    """What was understood: the days in order, and the lines passed over."""

    days: list[SpecialDay] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def read(text: str, year: int) -> Read:
    """The days that the text of a notice for `year` names.

    Raises Invalid (field `days`) naming each line that cannot be understood, at most 20.
    """
    found, problems, seen = Read(), [], set[date]()
    for number, line in enumerate(text.splitlines()[:MAX_LINES], start=1):
        if not line.strip():
            continue
        if "放假" not in line and "上班" not in line:
            found.passed_over.append(line.strip()[:80])
            continue
        try:
            for day in _line(line, year):
                if day.date in seen:
                    raise ValueError(_("%(date)s is named twice") % {"date": day.date})
                seen.add(day.date)
                found.days.append(day)
        except ValueError as error:
            problems.append(_("line %(line)d: %(problem)s") % {"line": number, "problem": error})
    if not problems and not found.days:
        problems.append(_("the text names no holiday"))
    if problems:
        sentence = _("The days are not clear: %(problems)s")
        raise Invalid(
            "days_unclear", sentence % {"problems": "; ".join(problems[:20])}, field="days"
        )
    found.days.sort(key=lambda day: day.date)
    return found


def _line(line: str, year: int) -> list[SpecialDay]:
    """The days of one line; raises ValueError with what is wrong."""
    name, colon, rest = _NUMBERING.sub("", line).replace(":", "：").partition("：")
    zh, _slash, en = (part.strip() for part in name.partition("/"))
    if not colon or not 0 < len(zh) <= MAX_TEXT or _DATE.search(zh):
        raise ValueError(_("the name of the holiday and a colon must come first"))
    found: list[SpecialDay] = []
    month: int | None = None
    for sentence in re.split("[。；;]", rest):
        kind = "holiday" if "放假" in sentence else "makeup" if "上班" in sentence else ""
        if not kind:
            continue
        days, month = _days(sentence, year, month)
        if not days:
            raise ValueError(_("there is no date before “%(word)s”") % {"word": sentence[-4:]})
        total = _TOTAL.search(sentence)
        if kind == "holiday" and total and int(total[1]) != len(days):
            text = _("the text says %(said)s days, the dates are %(count)d")
            raise ValueError(text % {"said": total[1], "count": len(days)})
        found += [SpecialDay(day, kind, zh, en or ENGLISH.get(zh, "")) for day in days]
    return found


def _days(sentence: str, year: int, month: int | None) -> tuple[list[date], int | None]:
    """All days of a sentence, ranges filled; and the month that was said last."""
    days: list[date] = []
    end = 0
    for match in _DATE.finditer(sentence):
        joined = days and _RANGE.match(sentence[end : match.start()])
        day, month = _day(match, year, month)
        if joined:
            _fill(days, day)
        else:
            days.append(day)
        end = match.end()
    return days, month


def _day(match: re.Match[str], year: int, month: int | None) -> tuple[date, int]:
    try:
        if match["iso"]:
            day = date(*(int(part) for part in match["iso"].split("-")))
        else:
            month = int(match["month"]) if match["month"] else month
            if month is None:
                raise ValueError(_("%(text)s lacks its month") % {"text": match[0]})
            day = date(int(match["year"] or year), month, int(match["day"]))
    except (TypeError, OverflowError):
        raise ValueError(_("%(text)s is no date") % {"text": match[0]}) from None
    except ValueError as error:
        if "month" in str(error) or "day" in str(error):
            raise ValueError(_("%(text)s is no date") % {"text": match[0]}) from None
        raise
    weekday = _WEEKDAY.search(match["note"] or "")
    if weekday and WEEKDAYS[day.weekday()] != weekday[1].replace("天", "日"):
        text = _("%(date)s is a 周%(weekday)s, the text says %(said)s")
        raise ValueError(
            text % {"date": day, "weekday": WEEKDAYS[day.weekday()], "said": weekday[0]}
        )
    return day, day.month


def _fill(days: list[date], last: date) -> None:
    """Continue from the last day of the list to `last`, over New Year when that is meant."""
    first = days[-1]
    if first > last and (first.month, last.month) == (12, 1):
        first = days[-1] = first.replace(year=last.year - 1)
    if not 0 < (last - first).days < LONGEST_HOLIDAY:
        text = _("from %(first)s to %(last)s is no period of days off")
        raise ValueError(text % {"first": first, "last": last})
    days += [first + timedelta(n) for n in range(1, (last - first).days + 1)]


def problems(days: Iterable[SpecialDay], year: int) -> list[str]:
    """What makes the days of a year's notice impossible: outside the year, make-up on weekdays."""
    found = []
    for day in days:
        if day.date.year != year and (day.date.year, day.date.month) != (year - 1, 12):
            found.append(_("%(date)s is outside the year of its notice") % {"date": day.date})
        elif day.kind == "makeup" and day.date.weekday() < SATURDAY:
            sentence = _("a make-up working day must be a Saturday or Sunday: %(date)s")
            found.append(sentence % {"date": day.date})
    return found


def write(days: Iterable[SpecialDay], year: int) -> str:
    """The days as lines that `read` understands, one for each holiday, in order of date."""
    by_name: dict[tuple[str, str], list[SpecialDay]] = {}
    for day in sorted(days, key=lambda one: one.date):
        by_name.setdefault((day.name_zh, day.name_en), []).append(day)
    return "\n".join(_written(*name, rows, year) for name, rows in by_name.items())


def _written(zh: str, en: str, rows: list[SpecialDay], year: int) -> str:
    name = zh if en == ENGLISH.get(zh, "") else f"{zh}/{en}"
    off = [day.date for day in rows if day.kind == "holiday"]
    work = [day.date for day in rows if day.kind == "makeup"]
    text = "".join(f"{_span(run, year)}放假，共{len(run)}天。" for run in runs(off))
    if work:
        text += f"{'、'.join(_said(day, year) for day in work)}上班。"
    return f"{name}：{text}"


def runs(days: Iterable[date]) -> list[list[date]]:
    """Days in order, consecutive ones together."""
    grouped = groupby(enumerate(days), key=lambda pair: pair[1] - timedelta(pair[0]))
    return [[day for _number, day in group] for _key, group in grouped]


def _span(run: list[date], year: int) -> str:
    if len(run) == 1:
        return _said(run[0], year)
    return f"{_said(run[0], year)}至{_said(run[-1], year)}"


def _said(day: date, year: int) -> str:
    prefix = "" if day.year == year else f"{day.year}年"
    return f"{prefix}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
