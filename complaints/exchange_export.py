"""Results of work orders as a table, for a platform that takes files (fields of domain.md 2.8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from complaints.codes import CaseState
from complaints.models import WorkOrderResult
from credit_portal.imports.tables import write_xlsx


def workbook(rows: Iterable[WorkOrderResult]) -> bytes:
    """One line a result; number and version together are told once by the platform."""
    return write_xlsx([(_("Results"), headers(), [cells(row) for row in rows])])


def headers() -> list[str]:
    """Titles of the columns, in the active language."""
    return [
        _("Order number"), _("Version"), _("Query code"), _("Case number"), _("Step"), _("Day"),
        _("State"), _("Handled by"), _("Taking part"), _("Answer"), _("Found true"), _("Promised"),
        _("Promised until"), _("Ground"), _("Reason and where to turn"), _("Due"),
        _("Ended on"), _("Reached"), _("Satisfied"), _("Why not"),
    ]  # fmt: skip


def cells(row: WorkOrderResult) -> list[Any]:
    """One result; empty where a step tells nothing."""
    told = row.content
    lead = told.get("lead") or told.get("by") or {}
    joint = "、".join(one["name_zh"] for one in told.get("joint") or [])
    words = "\n".join(filter(None, (told.get("reason_zh"), told.get("remedy_zh"))))
    refused = told["event"] == "refused"
    return [
        row.order_id, row.version, told["query_code"], told["case"], step(told["event"]),
        told["on"], CaseState(told["state"]).label, lead.get("name_zh", ""), joint,
        told.get("reply_zh", ""), _yes_or_no(told.get("verified")), told.get("promised_zh", ""),
        told.get("promised_on"), told.get("ground", ""), words if refused else "",
        told.get("due_on"), told.get("ended_on"), _yes_or_no(told.get("reached")),
        _yes_or_no(told.get("satisfied")), "" if refused else told.get("reason_zh", ""),
    ]  # fmt: skip


def _yes_or_no(value: bool | None) -> str:
    if value is None:
        return ""
    return _("yes") if value else _("no")


def step(event: str) -> str:
    """What a result tells, in words."""
    words = {
        "accepted": _("Accepted"), "refused": _("Not accepted"), "dispatched": _("Passed on"),
        "extended": _("More time granted"), "answered": _("Answered"),
        "satisfaction": _("Call-back"), "closed": _("Closed"), "reopened": _("Opened again"),
        "upheld": _("Upheld on review"), "overturned": _("Overturned on review"),
        "signed": _("Signed for"), "returned": _("Returned, to be passed on anew"),
        "urged": _("Body urged in writing"), "stopped": _("Clock stopped"),
        "resumed": _("Clock runs again"), "withdrawn": _("Withdrawn"),
        "review": _("Review asked for"), "law": _("The law that applies was set"),
    }  # fmt: skip
    return words.get(event, event)
