"""Orders of the 12345 platform and what is done with them, for several tests."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any
from uuid import uuid4

from complaints.exchange_orders import Order, order_of
from complaints.exchange_signature import NONCE, SIGNATURE, TIMESTAMP, signature
from complaints.models import Case
from complaints.services import (
    acceptance,
    call_backs,
    dispatch,
    identity_sealing,
    intake,
    orders,
    replies,
)
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY

SECRET = "of-the-platform-and-us"
DOOR = "/api/v1/hotline/orders/"
NAME, MOBILE = "赵某示例", "13912345678"
REPORTER = {"name": NAME, "mobile": MOBILE}
GIVEN: dict[str, Any] = {
    "number": "SL20260302000123", "query_code": "Q7F2", "title_zh": "反映拖欠工程款",
    "facts_zh": "合同约定去年年底付清，至今未付。", "category": "B01",
    "accused_zh": "示例市住房保障局", "started_on": date(2026, 2, 26), "due_on": date(2026, 3, 9),
}  # fmt: skip
TOLD = "反映贵单位拖欠工程款。"
ANSWER = "经核实，款项已列入计划，四月底前付清。"


def order(reporter: dict[str, str] | None = None, **more: Any) -> Order:
    """An order of the platform."""
    given = {**GIVEN, **more}
    sealed = identity_sealing.seal(reporter or {}, orders.case_of(given["number"]))
    return order_of(given, sealed)


def taken(reporter: dict[str, str] | None = None, **more: Any) -> orders.Taken:
    """An order that was taken."""
    found = order(reporter, **more)
    return acts.run(orders.receive, actor=ANYBODY, order=found, source="http").value


def case_of(reporter: dict[str, str] | None = None, **more: Any) -> Case:
    """The case of an order that was taken."""
    return taken(reporter, **more).order.case


def posted(client: Any, *, secret: str = SECRET, **more: Any) -> Any:
    """Hand an order over at the door, signed; `more` changes what is sent or how."""
    headers = {name: more.pop(name, None) for name in ("timestamp", "nonce", "signature", "sent")}
    body = json.dumps({**GIVEN, **more}, default=str).encode()
    at = headers["timestamp"] or str(int(time.time()))
    nonce = headers["nonce"] or uuid4().hex
    signed = headers["signature"] or signature(secret, DOOR, at, nonce, body)
    return client.post(
        DOOR, headers["sent"] or body, content_type="application/json",
        headers={TIMESTAMP: at, NONCE: nonce, SIGNATURE: signed},
    )  # fmt: skip


def act(service: Any, actor: Any, row: Case, **given: Any) -> Any:
    """One act of staff on a case."""
    done = acts.run(service, actor=actor, case_id=row.pk, **given)
    row.refresh_from_db()
    return done.value


def logged(operator: Any, body: Any, **facts: Any) -> Case:
    """A case that an operator logged."""
    given = {
        "purpose": "complaint", "category": "B01", "title_zh": "公开承诺未兑现",
        "facts_zh": "承诺三月完工的加装电梯至今没有动工。", "is_anonymous": True, **facts,
    }  # fmt: skip
    return acts.run(
        intake.begin, actor=operator, channel="phone", facts=given, identity={},
        accused_id=body.pk, operator=operator,
    ).value  # fmt: skip


class Staff:
    """Who acts on a case."""

    def __init__(self, operator: Any, supervisor: Any, handler: Any, head: Any, body: Any) -> None:
        self.operator, self.supervisor = operator, supervisor
        self.handler, self.head, self.body = handler, head, body

    def dispatched(self, row: Case) -> Case:
        """Accepted and passed on."""
        act(acceptance.accept, self.operator, row)
        act(dispatch.dispatch, self.supervisor, row, lead_id=self.body.pk, told=TOLD)
        return row

    def answered(self, row: Case, *, verified: bool = True) -> Case:
        """Handled and answered."""
        self.dispatched(row)
        act(dispatch.sign, self.handler, row)
        act(replies.draft, self.handler, row, text=ANSWER, verified=verified)
        act(replies.propose, self.handler, row)
        act(replies.approve, self.head, row)
        return row

    def closed(self, row: Case, *, satisfied: bool = True, verified: bool = True) -> Case:
        """Answered, called back, closed."""
        self.answered(row, verified=verified)
        made = row.call_backs.get(state="open")
        acts.run(
            call_backs.reached, actor=self.operator, call_back_id=made.pk, satisfied=satisfied,
            reason="" if satisfied else "not_done",
        )  # fmt: skip
        row.refresh_from_db()
        return row
