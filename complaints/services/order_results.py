"""What becomes of a work order, told back step by step: a row in the transaction of the step.

Results leave in their order, each once (`order_sending`), or by file (`order_export`). Two clocks
watch that they do: one runs while some wait, the other to the day that the platform has set.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from complaints import rules
from complaints.codes import (
    AssignmentState,
    Dissatisfaction,
    Part,
    RefusalGround,
    Regime,
    ReplyState,
)
from complaints.models import Case, WorkOrder, WorkOrderResult
from complaints.services import offices
from credit_portal.common import clock, jobs
from credit_portal.directory.models import Organisation
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline

#: While results wait to leave; until the answer has left, by the day that the platform has set.
RESULT, ORDER = "complaints.result", "complaints.order"
#: What the platform waits for.
FINAL = ("answered", "refused", "withdrawn")
WAKE = "complaints.tasks.send_order_results"
Content = dict[str, Any]


def follow(row: Case, name: str) -> WorkOrderResult | None:
    """Put the result of a step into the outbox, where the case is an order and the other platform
    is told of such a step; the case is locked."""
    event = EVENTS.get(name)
    order = WorkOrder.objects.filter(case=row).first() if event else None
    if event is None or order is None:
        return None
    made = WorkOrderResult.objects.create(
        order=order, version=order.results.count() + 1, made_on=clock.today(),
        next_try_at=clock.now(),
        content={
            "order": order.number, "query_code": order.query_code, "case": row.number,
            "event": event, "on": clock.today().isoformat(), "state": str(row.state),
            **PARTS[event](row),
        },
    )  # fmt: skip
    if not _running(RESULT, row).exists():
        workflow.start_deadline(
            kind=RESULT, case=row, organisation=offices.owner(row), start_on=clock.today(),
            rule=rules.RESULT,
        )  # fmt: skip
    jobs.enqueue_on_commit(WAKE)
    return made


def set_day(row: Case, order: WorkOrder) -> None:
    """The platform has set or moved the day by which it wants the answer; it lies after theirs."""
    workflow.cancel(ORDER, row)
    told = order.results.filter(content__event__in=FINAL, sent_at__isnull=False)
    if order.due_on is not None and not told.exists():
        workflow.start_deadline(
            kind=ORDER, case=row, organisation=offices.owner(row), start_on=order.started_on,
            due_on=max(order.started_on, order.due_on),
        )  # fmt: skip


def left(row: Case) -> None:
    """Results of a locked case have left: the clocks that are done with that end."""
    results = WorkOrderResult.objects.filter(order__case=row)
    if not results.filter(sent_at=None).exists():
        workflow.satisfy(RESULT, row)
    if results.filter(content__event__in=FINAL, sent_at__isnull=False).exists():
        workflow.satisfy(ORDER, row)


def _running(kind: str, row: Case) -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        kind=kind, case_type=row._meta.label_lower, case_id=row.pk, outcome=""
    )


def _until(row: Case) -> Content:
    """By when it will be done by our clock, as the reporter is told."""
    running = _running("complaints.total", row).first()
    return {"due_on": running.due_on.isoformat() if running else None}


def _refusal(row: Case) -> Content:
    ground = RefusalGround(row.refusal)
    return {
        "ground": ground.value, "reason_zh": row.refusal_zh,
        "remedy_zh": _zh(rules.REMEDIES[ground]), "office_zh": row.refusal_office,
    }  # fmt: skip


def _dispatch(row: Case) -> Content:
    parts = row.assignments.select_related("organisation").filter(state=AssignmentState.SENT)
    lead = next((one.organisation for one in parts if one.part == Part.LEAD), None)
    joint = [_body(one.organisation) for one in parts if one.part == Part.JOINT]
    return {"lead": _body(lead) if lead else None, "joint": joint, **_until(row)}


def _answer(row: Case) -> Content:
    """The answer as the reporter reads it; of a case answered with another the other's."""
    source = row.merged_into or row
    given = source.replies.select_related("organisation").filter(state=ReplyState.GIVEN)
    reply = given.order_by("-given_on", "-drafted_on").first()
    if reply is None:
        return {"reply_zh": ""}
    return {
        "reply_zh": reply.text_zh, "by": _body(reply.organisation), "verified": reply.verified,
        "promised_zh": reply.promised_zh,
        "promised_on": reply.promised_on.isoformat() if reply.promised_on else None,
    }  # fmt: skip


def _satisfaction(row: Case) -> Content:
    made = row.call_backs.filter(state="done").order_by("-made_on", "-version").first()
    if made is None:
        return {}
    reason = Dissatisfaction(made.reason) if made.reason else None
    return {
        "kind": made.kind, "reached": made.reached, "satisfied": made.satisfied,
        "done": made.done, "reason": made.reason,
        "reason_zh": _zh(reason.label) if reason else "",
    }  # fmt: skip


def _end(row: Case) -> Content:
    return {"ended_on": row.ended_on.isoformat() if row.ended_on else None}


def _stopped(row: Case) -> Content:
    """Since when our clock stands still; by when it will be done is known when it runs again."""
    running = _running("complaints.total", row).first()
    since = running.suspended_on if running else None
    return {"stopped_on": since.isoformat() if since else None, "due_on": None}


def _law(row: Case) -> Content:
    """The law that applies now, and the day by it."""
    return {"regime": row.regime, "regime_zh": _zh(Regime(row.regime).label), **_until(row)}


def _nothing(_row: Case) -> Content:
    return {}


def _body(body: Organisation) -> Content:
    return {"code": body.code or "", "name_zh": body.name_zh}


def _zh(text: Any) -> str:
    with translation.override("zh-hans"):
        return str(text)


#: Steps that are told, and as what.
EVENTS = {
    "accepted": "accepted", "regime_set": "law", "refused": "refused",
    "dispatched": "dispatched", "signed": "signed", "given_back": "returned",
    "taken_back": "returned", "letter_issued": "urged", "pause_granted": "stopped",
    "resumed": "resumed", "withdrawn": "withdrawn", "review_asked": "review",
    "extension_granted": "extended", "answered": "answered", "answered_at_once": "answered",
    "answered_with_main": "answered", "called_back": "satisfaction", "rated": "satisfaction",
    "call_back_over": "satisfaction",
    "closed": "closed", "reopened": "reopened", "upheld": "upheld", "overturned": "overturned",
}  # fmt: skip
#: Steps that a reporter reads by his receipt and the platform does not: what was said to us alone,
#: who looked at what is sealed, our own delays (the platform has its clocks), and cases of others.
OWN = frozenset({
    "received", "added", "retaliation", "unsealed", "original_seen", "identity_erased",
    "consent_withdrawn", "secrecy_wished", "decision_told", "left_undone", "overdue", "escalated",
    "merged", "merge_undone", "set_free",
})  # fmt: skip
#: What each tells beyond number, day and state.
PARTS: dict[str, Callable[[Case], Content]] = {
    "accepted": _until, "law": _law, "refused": _refusal, "dispatched": _dispatch,
    "extended": _until,
    "answered": _answer, "satisfaction": _satisfaction, "closed": _end, "reopened": _until,
    "upheld": _end, "overturned": _until, "signed": _until, "returned": _until, "urged": _until,
    "stopped": _stopped, "resumed": _until, "withdrawn": _end, "review": _nothing,
}  # fmt: skip
