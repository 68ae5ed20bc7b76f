"""Filling in: numbers, dates and places in both languages."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

from credit_portal.desk.demo.texts import Pair

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December")  # fmt: skip


def is_month_end(day: dt.date) -> bool:
    """Whether it is the last day of its month."""
    return day.day == calendar.monthrange(day.year, day.month)[1]


def day_pair(day: dt.date) -> Pair:
    """A day as texts write it."""
    return (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    )


def due_pair(day: dt.date) -> Pair:
    """A due date as titles write it: the end of a month by its name."""
    if is_month_end(day):
        return f"{day.year}年{day.month}月底", f"the end of {MONTHS[day.month - 1]} {day.year}"
    return day_pair(day)


class Slots:
    """Values for the places of a text: one set for Chinese, one for English."""

    def __init__(self, **numbers: int | str) -> None:
        self.zh: dict[str, Any] = {}
        self.en: dict[str, Any] = {}
        self.set(**numbers)

    def set(self, **values: int | str) -> Slots:
        """Numbers (grouped by thousands in English) or words that are the same in both."""
        for name, value in values.items():
            self.zh[name] = str(value)
            self.en[name] = f"{value:,}" if isinstance(value, int) else value
        return self

    def pair(self, name: str, value: Pair) -> Slots:
        """A place that differs by language, written `{name_zh}` and `{name_en}`."""
        for slots in (self.zh, self.en):
            slots[f"{name}_zh"], slots[f"{name}_en"] = value
            slots[f"{name.capitalize()}_en"] = value[1][:1].upper() + value[1][1:]
        return self

    def fill(self, text: Pair) -> Pair:
        """Both texts with their places filled in; English begins with a capital."""
        zh, en = text[0].format_map(self.zh), text[1].format_map(self.en)
        return zh, en[:1].upper() + en[1:]

    def clause(self, text: Pair) -> Pair:
        """Like `fill`, without the capital: for use inside another sentence."""
        return text[0].format_map(self.zh), text[1].format_map(self.en)


def fields(**pairs: Pair) -> dict[str, str]:
    """`title=(zh, en)` as `title_zh`, `title_en`."""
    return {
        f"{name}_{language}": value
        for name, pair in pairs.items()
        for language, value in zip(("zh", "en"), pair, strict=True)
    }


def merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """One mapping of several."""
    result: dict[str, Any] = {}
    for part in parts:
        result |= part
    return result
