"""Explanations that are not a count: a given date, a clock that stands still. Pure."""

from datetime import date
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
