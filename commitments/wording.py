"""Fixed sentences of the public document, in both languages: it outlives every session."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from credit_portal.workdays.explanation import date_en, date_zh

SOURCES: dict[str, str] = {
    "mandate-letters-2021": "Mandate letter commitments of the ministers of Canada, 2021",
}
"""Titles of the published lists that commitments were taken over from."""

OUTCOMES: dict[str, tuple[str, str]] = {
    "open": ("履行中", "being performed"),
    "kept": ("如期履行", "kept"),
    "kept_late": ("逾期履行", "kept late"),
    "partly_kept": ("部分履行", "partly kept"),
    "broken": ("未履行", "broken"),
    "not_reported": ("未报送数据", "not reported"),
    "no_cases": ("本期无办件", "no cases in the period"),
}

_PERIOD_OUTCOMES: dict[str, tuple[str, str]] = OUTCOMES | {
    "kept": ("达标", "kept"),
    "kept_late": ("达标，逾期报送", "kept, reported late"),
    "broken": ("未达标", "broken"),
}

_STATUS: dict[str, tuple[str, str]] = {
    "reported": (
        "承诺单位已于{zh}报告履行情况，待核实。",
        "Reported on {en}; awaiting verification.",
    ),
    "due_passed": (
        "约定日期已过，未收到履行报告；已于{zh}启动核实。这不是结论。",
        "The due date passed without a report; verification was opened on {en}."
        " This is not a verdict.",
    ),
    "verifying": (
        "信用管理机构已于{zh}启动核实。这不是结论。",
        "The credit office opened a verification on {en}. This is not a verdict.",
    ),
}

_STEPS: dict[str, tuple[str, str]] = {
    "registered": ("经审核登记并公开", "Approved, registered and published"),
    "reported": ("承诺单位报告履行情况，待核实", "The body reported; awaiting verification"),
    "due_passed": (
        "约定日期已过，启动核实；这不是结论",
        "The due date passed; verification opened; not a verdict",
    ),
    "verification_opened": (
        "信用管理机构启动核实；这不是结论",
        "The credit office opened a verification; not a verdict",
    ),
    "verification_dismissed": (
        "核实结束，未作出履行结论",
        "Verification closed without an outcome",
    ),
}


def plain_number(number: Decimal | None) -> str | None:
    """A decimal without exponent or trailing noughts: 5, 99.5."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def status(code: str, on: dt.date) -> dict[str, str]:
    """The sentence of a factual status."""
    zh, en = _STATUS[code]
    return {
        "sentence_zh": zh.format(zh=date_zh(on)),
        "sentence_en": en.format(en=date_en(on)),
    }


def step(name: str, data: dict[str, Any]) -> tuple[str, str]:
    """What a step of the public timeline says, in Chinese and English."""
    if name == "outcome_confirmed":
        names = _PERIOD_OUTCOMES if "from" in data else OUTCOMES
        zh, en = names.get(data.get("outcome", ""), ("", ""))
        zh, en = f"核实确认：{zh}", f"Outcome confirmed: {en}"
    else:
        zh, en = _STEPS.get(name, (name, name))
    if "from" in data and "until" in data:
        zh = f"{data['from']}至{data['until']}期间：{zh}"
        en = f"{data['from']} to {data['until']}: {en}"
    return zh, en
