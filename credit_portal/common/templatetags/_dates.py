"""How dates, periods and their explanations are shown (look.md: 2026年11月25日 周三)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from credit_portal.common import clock
from credit_portal.common.i18n import is_english, localized

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def as_date(value: Any) -> date | None:
    """A calendar day in Asia/Shanghai from a date, an aware datetime or their ISO text."""
    if isinstance(value, str):
        value = parse_datetime(value) if ":" in value else parse_date(value)
    if isinstance(value, datetime):
        return value.astimezone(clock.TZ).date()
    return value if isinstance(value, date) else None


def other_than_page(language: str) -> str:
    """The language code when the page is in the other language, else ""."""
    return "" if (language == "en") == is_english() else language


def weekday(day: date) -> str:
    """周三 or Wed."""
    if is_english():
        return WEEKDAYS_EN[day.weekday()]
    return f"周{WEEKDAYS_ZH[day.weekday()]}"


def month(day: date) -> str:
    """11月 or Nov."""
    return MONTHS_EN[day.month - 1] if is_english() else f"{day.month}月"


def long_date(value: Any, with_weekday: bool = True) -> str:
    """2026年11月25日 周三, or 25 Nov 2026, Wed; empty for what is no date."""
    day = as_date(value)
    if day is None:
        return ""
    if is_english():
        text = f"{day.day} {month(day)} {day.year}"
        return f"{text}, {weekday(day)}" if with_weekday else text
    text = f"{day.year}年{day.month}月{day.day}日"
    return f"{text} {weekday(day)}" if with_weekday else text


def day_texts(value: Any, english: bool | None = None) -> tuple[str, str]:
    """The day as 2026-11-25 and in words, ("", "") for what is no date. Lists have many: no
    template, and each day is written once. `english` spares asking for the page's language."""
    day = as_date(value)
    if day is None:
        return ("", "")
    return _day_texts(day, is_english() if english is None else english)


@lru_cache(maxsize=4096)
def _day_texts(day: date, english: bool) -> tuple[str, str]:
    return day.isoformat(), long_date(day, with_weekday=False)


def short_date(value: Any) -> str:
    """11月25日 or 25 Nov in the current year, with the year otherwise."""
    day = as_date(value)
    if day is None:
        return ""
    if day.year != clock.today().year:
        return long_date(day, with_weekday=False)
    return f"{day.day} {month(day)}" if is_english() else f"{day.month}月{day.day}日"


def long_datetime(value: Any) -> str:
    """2026年11月25日 周三 15:40 in Asia/Shanghai; empty for what is no instant."""
    moment = parse_datetime(value) if isinstance(value, str) and ":" in value else value
    if not isinstance(moment, datetime):
        return long_date(value)
    return f"{long_date(moment)} {moment.astimezone(clock.TZ):%H:%M}"


WEEKEND_NAMES = {"周六", "周日", "周末", "Saturday", "Sunday", "weekend", "Weekend"}


def _label(kind: str, day: dict[str, Any], reason: str) -> str:
    """The word in a cell; holidays keep their Chinese name, in English the class of day fits."""
    words = {"start": _("From"), "end": pgettext("last day", "Due"), "paused": _("Paused")}
    if kind in words:
        return words[kind]
    if kind == "counted":
        return _("Day %(n)s") % {"n": day.get("n", "")}
    if reason in WEEKEND_NAMES:
        return _("Weekend")
    return _("Holiday") if is_english() else reason


def _meaning(kind: str, day: dict[str, Any], reason: str) -> str:
    """The same cell in a full sentence, for the table that everybody can open."""
    texts = {
        "start": _("Starting day, not counted"),
        "end": _("Last day of the period"),
        "counted": _("Counted, day %(n)s") % {"n": day.get("n", "")},
        "paused": _("Clock stopped, not counted"),
    }
    text = texts.get(kind, _("Not counted"))
    if not reason or kind in ("start", "paused"):
        return text
    return f"{text} ({reason})" if is_english() else f"{text}（{reason}）"


def _cell(entry: dict[str, Any], day: date, new_month: bool) -> dict[str, Any]:
    kind = str(entry.get("kind", "counted"))
    reason = localized(entry, "reason")
    return {
        "date": day,
        "kind": f"{kind} makeup" if entry.get("makeup") and kind != "end" else kind,
        "top": month(day) if new_month else weekday(day),
        "month": new_month,
        "label": _label(kind, entry, reason),
        "meaning": _meaning(kind, entry, reason),
    }


def day_cells(explanation: dict[str, Any]) -> list[dict[str, Any]]:
    """One dict per day of an explanation: classes, month when it changes, number, label, meaning.

    Where days are left out between two listed ones stands a cell of kind "gap" with their number.
    """
    cells: list[dict[str, Any]] = []
    last: date | None = None
    for entry in explanation.get("days") or []:
        day = as_date(entry.get("date"))
        if day is None:
            continue
        if last is not None and (day - last).days > 1:
            cells.append({"kind": "gap", "left_out": (day - last).days - 1})
        cells.append(_cell(entry, day, last is None or last.month != day.month))
        last = day
    return cells


def count_text(unit: str, count: int) -> str:
    """5 个工作日 / 5 working days."""
    texts = {
        "working_day": ngettext("%(n)d working day", "%(n)d working days", count),
        "calendar_day": ngettext("%(n)d calendar day", "%(n)d calendar days", count),
        "month": ngettext("%(n)d month", "%(n)d months", count),
        "year": ngettext("%(n)d year", "%(n)d years", count),
    }
    return texts.get(unit, "%(n)d") % {"n": count}


@dataclass(frozen=True)
class Clock:
    """What a clock card shows: large figure, its unit, share used, state."""

    left: int
    unit: str
    used: int
    total: int
    state: str

    @property
    def percent(self) -> int:
        """Share of the period already used, 0 to 100."""
        return 100 if self.total <= 0 else max(0, min(100, round(100 * self.used / self.total)))


def read_clock(due_on: date, start_on: date | None, explanation: dict[str, Any] | None) -> Clock:
    """Days left of a deadline: in working days when its explanation counts them, else calendar.

    Overdue periods are told in calendar days; `state` is over, today, soon or "".
    """
    today = clock.today()
    explanation = explanation or {}
    counted = [
        as_date(entry["date"])
        for entry in explanation.get("days") or []
        if entry.get("kind") in ("counted", "end")
    ]
    if explanation.get("unit") == "working_day" and counted and today <= due_on:
        left = sum(1 for day in counted if day and day > today)
        total = len(counted)
        state = "today" if today == due_on else "soon" if left <= 2 else ""
        return Clock(left, "working_day", total - left, total, state)
    left = abs((due_on - today).days)
    total = (due_on - start_on).days if start_on else 0
    if today > due_on:
        return Clock(left, "calendar_day", 1, 1, "over")
    state = "today" if left == 0 else "soon" if left <= 5 else ""
    return Clock(left, "calendar_day", total - left, total, state)
