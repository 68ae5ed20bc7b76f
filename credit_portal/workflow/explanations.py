"""Explanations that are not a count: a given date, a clock that stands still. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from credit_portal.workdays.explanation import date_en, date_zh


def of_date(start_on: date, due_on: date) -> dict[str, Any]:
    """The explanation of a due day that was given as a date: there is nothing to count."""
    return {
        "start": start_on.isoformat(),
        "unit": "",
        "count": None,
        "roll": False,
        "extensions": [],
        "paused_days": 0,
        "due": due_on.isoformat(),
        "raw_due": due_on.isoformat(),
        "provisional": False,
        "days": [],
        "days_omitted": False,
        "sentence_zh": f"到期日为确定的日期：{date_zh(due_on)}。",
        "sentence_en": f"The due day was given as a date: {date_en(due_on)}.",
        "rule": None,
        "sources": [],
    }


def stopped(explanation: dict[str, Any], since: date) -> dict[str, Any]:
    """The same explanation, saying that the clock stands still since a day."""
    added_zh = f"自{date_zh(since)}起暂停计时，恢复后到期日顺延。"
    return explanation | {
        "stopped_on": since.isoformat(),
        "sentence_zh": explanation["sentence_zh"] + added_zh,
        "sentence_en": (
            f"{explanation['sentence_en']} The clock has stood still since {date_en(since)};"
            " the due day moves on when it runs again."
        ),
    }


def of_moved_date(
    explanation: dict[str, Any], given: date, pauses: Sequence[tuple[date, date]]
) -> dict[str, Any]:
    """The explanation of a given date that moves by the calendar days its clock stood still.

    A pause is half-open: the day the clock stops is not counted, the day it runs again is.
    """
    days = sum((resumed - stopped_on).days for stopped_on, resumed in pauses)
    due = given + timedelta(days=days)
    spans_zh = "、".join(f"{date_zh(a)}至{date_zh(b)}" for a, b in pauses)
    spans_en = ", ".join(f"{date_en(a)} to {date_en(b)}" for a, b in pauses)
    told = {key: value for key, value in explanation.items() if key != "stopped_on"}
    return told | {
        "paused_days": days,
        "raw_due": given.isoformat(),
        "due": due.isoformat(),
        "sentence_zh": f"原定到期日为{date_zh(given)}；中止计时共{days}天（{spans_zh}，"
        f"恢复之日计入），到期日顺延至{date_zh(due)}。",
        "sentence_en": f"The date given was {date_en(given)}; the clock stood still for {days}"
        f" days ({spans_en}, the day it runs again counts), so the due day is {date_en(due)}.",
    }
