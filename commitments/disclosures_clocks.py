"""What the public sees of moved due dates and of milestones; the fields are picked here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commitments import codes_clocks as codes
from commitments.models import ClockRequest, Commitment, Milestone
from credit_portal.workdays.explanation import date_en, date_zh
from credit_portal.workflow import services as workflow

DUE = "commitments.due"


def let_run(requests: list[ClockRequest], row: Commitment, today: dt.date) -> None:
    """Show the clock of a promise that would end on ``today`` as running again; saves nothing."""
    for one in requests:
        if row.due_stopped_on is None or not one.is_open_stop:
            continue
        one.resumed_on = one.last_day(today)
        result = workflow.preview(DUE, row, resume_on=one.resumed_on)
        row.due_on, row.due_provisional = result.due, result.provisional
        row.due_explanation, row.due_stopped_on = result.explanation, None


def blocks(row: Commitment, requests: list[ClockRequest], steps: list[Milestone]) -> dict[str, Any]:
    """The keys of the public document that tell of the due date and of milestones."""
    return {
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "due_explanation": row.due_explanation,
        "extensions": extensions(requests),
        "pauses": pauses(requests),
        "milestones": milestones(steps),
    }


def extensions(requests: list[ClockRequest]) -> list[dict[str, Any]]:
    """Granted extensions: ground, by how much, old and new date, who approved."""
    return [
        {
            **_common(one),
            "unit": one.unit,
            "count": one.count,
            "old_due_on": one.old_due_on.isoformat(),
            "new_due_on": one.new_due_on.isoformat() if one.new_due_on else None,
        }
        for one in _granted(requests, codes.ClockAct.EXTEND)
    ]


def pauses(requests: list[ClockRequest]) -> list[dict[str, Any]]:
    """Times in which the clock stood or stands still; `from` is not counted, `until` is."""
    return [
        {
            **_common(one),
            "from": one.on.isoformat(),
            "until": one.resumed_on.isoformat() if one.resumed_on else None,
            "days": (one.resumed_on - one.on).days if one.resumed_on else None,
        }
        for one in _granted(requests, codes.ClockAct.STOP)
    ]


def _granted(requests: list[ClockRequest], act: str) -> list[ClockRequest]:
    return [one for one in requests if one.act == act and one.state == codes.ClockState.APPROVED]


def _common(one: ClockRequest) -> dict[str, Any]:
    ground_zh, ground_en = codes.GROUND_TEXTS[one.ground]
    basis_zh, basis_en = codes.BASES[one.ground]
    document = {"organ": one.organ, "number": one.number,
                "date": one.dated_on.isoformat()} if one.dated_on else None  # fmt: skip
    return {
        "ground": one.ground,
        "ground_zh": ground_zh,
        "ground_en": ground_en,
        "basis_zh": basis_zh,
        "basis_en": basis_en,
        "document": document,
        "decided_on": one.decided_on.isoformat() if one.decided_on else None,
        "post_zh": one.decided_title,
        "post_en": one.decided_title_en,
    }


def milestones(steps: list[Milestone]) -> list[dict[str, Any]]:
    """Milestones with their day, its explanation, and the bare fact of what came of it."""
    return [
        {
            "title_zh": one.title_zh,
            "title_en": one.title_en,
            "due_on": one.due_on.isoformat(),
            "state": one.progress,
            "reached_on": report.done_on.isoformat() if (report := one.reached) else None,
            "sentence_zh": f"承诺载明的节点日期为{date_zh(one.due_on)}，当日24时届满。",
            "sentence_en": (
                f"The commitment itself states {date_en(one.due_on)} for this step; that day"
                " ends at 24:00."
            ),
        }
        for one in steps
    ]
