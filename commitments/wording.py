"""Fixed sentences of the public document, in both languages: it outlives every session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from commitments.codes_clocks import GROUND_TEXTS
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
    "changed_lawfully": ("依法变更", "changed lawfully"),
    "withdrawn_lawfully": ("依法撤回", "withdrawn lawfully"),
    "void": ("承诺无效", "void"),
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

_STATUS["contested"] = (
    "有当事人反映未兑现，经核查属实；信用管理机构已于{zh}启动重新核实。原结论在此期间照旧公开，这不是新的结论。",
    "Contradicted by those it was promised to, their facts checked; verification was reopened on"
    " {en}. The former outcome stays on display meanwhile. This is not a new verdict.",
)
_STATUS["objected"] = (
    "经异议处理，结论需要更正，已于{zh}启动重新核实。原结论在此期间照旧公开，这不是新的结论。",
    "On an objection the outcome was found to need correction; verification was reopened on {en}."
    " The former outcome stays on display meanwhile. This is not a new verdict.",
)

_STEPS: dict[str, tuple[str, str]] = {
    "objected": (
        "经异议处理启动重新核实；这不是结论",
        "Verification reopened on an objection; not a verdict",
    ),
    "registered": ("经审核登记并公开", "Approved, registered and published"),
    "inherited": (
        "随机构承继转由承继单位继续履行，期限不变",
        "Taken over by the successor; due date stays",
    ),
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
    "changed_lawfully": (
        "经上级单位批准依法变更，原文与新文并列公开",
        "Changed lawfully with the approval of the superior body; both texts stay public",
    ),
    "withdrawn_lawfully": (
        "经上级单位批准依法撤回，原文继续公开",
        "Withdrawn lawfully with the approval of the superior body; the text stays public",
    ),
    "compensation_paid": (
        "承诺单位报告已支付补偿",
        "The body reported that the compensation was paid",
    ),
}

_MOVES: dict[str, tuple[str, str]] = {
    "due_extended": (
        "因{ground_zh}，期限由{old}延长至{new}",
        "Due date extended from {old} to {new}: {ground_en}",
    ),
    "clock_stopped": (
        "因{ground_zh}，中止计时，恢复后期限顺延",
        "Clock stopped: {ground_en}; the due date moves on when it runs again",
    ),
    "clock_resumed": (
        "恢复计时，期限由{old}顺延至{new}",
        "Clock runs again; the due date moves from {old} to {new}",
    ),
    "milestone_reached": ("第{step}个节点已于{on}达成", "Milestone {step} was reached on {on}"),
    "milestone_missed": (
        "第{step}个节点日期（{due}）已过，未收到达成报告",
        "The day of milestone {step} ({due}) passed without a report",
    ),
}
"""Steps that name dates: filled with the data of their event."""

_DAYS = frozenset({"old", "new", "on", "due", "from", "until"})


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
        if data.get("again"):
            zh, en = f"重新核实确认：{zh}", f"Outcome determined anew: {en}"
        else:
            zh, en = f"核实确认：{zh}", f"Outcome confirmed: {en}"
    elif name in _MOVES:
        ground_zh, ground_en = GROUND_TEXTS.get(data.get("ground", ""), ("", ""))
        grounds = {"ground_zh": ground_zh, "ground_en": ground_en}
        zh = _MOVES[name][0].format(**_dated(data, _day_zh), **grounds)
        en = _MOVES[name][1].format(**_dated(data, _day_en), **grounds)
    elif name == "contested":
        zh = f"{data.get('count')}条未兑现的反映经核查属实，启动重新核实；这不是结论"
        en = f"Verification reopened on {data.get('count')} confirmed contradictions; not a verdict"
    else:
        zh, en = _STEPS.get(name, (name, name))
    if "from" in data and "until" in data:
        told_zh, told_en = _dated(data, _day_zh), _dated(data, _day_en)
        zh = f"{told_zh['from']}至{told_zh['until']}期间：{zh}"
        en = f"{told_en['from']} to {told_en['until']}: {en}"
    return zh, en


def _day_zh(day: dt.date) -> str:
    return date_zh(day).partition("（")[0]  # without the day of the week


def _day_en(day: dt.date) -> str:
    return date_en(day).partition(" ")[2]


def _dated(data: dict[str, Any], write: Callable[[dt.date], str]) -> dict[str, Any]:
    """The data of an event with its days written out."""
    return {
        key: write(dt.date.fromisoformat(value)) if key in _DAYS and value else value
        for key, value in data.items()
    }
