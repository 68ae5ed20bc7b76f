"""Cases brought to a state through the services, for tests of pages and of the API."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from complaints.models import Case
from complaints.services import acceptance, dispatch, intake, replies, web_acts
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY

#: What nobody but the hotline reads.
SECRET = "我叫王小明，电话13912345678，家住和平路9号楼3单元"
TITLE = "王小明反映工程款被拖欠"
IDENTITY = {"name": "王小明", "mobile": "139 1234 5678"}
TOLD = "反映人称某工程款被拖欠两年。\n请核实。"
FACTS: dict[str, Any] = {
    "purpose": "complaint", "category": "B01", "title_zh": TITLE, "facts_zh": SECRET,
    "is_secret": False, "happened_on": date(2026, 2, 10),
}  # fmt: skip


@pytest.fixture
def monday() -> Iterator[Any]:
    """Monday 2 March 2026, nine in the morning, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def do(service: Any, actor: Any, row: Case, **given: Any) -> Case:
    """One act on a case; the case as it is afterwards."""
    acts.run(service, actor=actor, case_id=row.pk, answer=lambda _value: {}, **given)
    row.refresh_from_db()
    return row


def received(operator: Any, body: Any, **more: Any) -> Case:
    """A call was logged."""
    return intake.begin(
        actor=operator, channel="phone", facts={**FACTS, **more}, identity=IDENTITY,
        accused_id=body.pk if body else None, operator=operator,
        receipt_digest=secrets.token_bytes(32), may_call=True,
    )  # fmt: skip


def accepted(operator: Any, body: Any, **more: Any) -> Case:
    """It was accepted."""
    return do(acceptance.accept, operator, received(operator, body, **more))


def dispatched(operator: Any, supervisor: Any, body: Any, *joint: Any, **more: Any) -> Case:
    """It lies with a body, which has to sign for it."""
    row = accepted(operator, body, **more)
    others = [one.pk for one in joint]
    return do(dispatch.dispatch, supervisor, row, lead_id=body.pk, joint_ids=others, told=TOLD)


def handled(operator: Any, supervisor: Any, handler: Any, body: Any, *joint: Any) -> Case:
    """The body signed for it."""
    return do(dispatch.sign, handler, dispatched(operator, supervisor, body, *joint))


def proposed(operator: Any, supervisor: Any, handler: Any, body: Any) -> Case:
    """An answer waits for its approval."""
    row = handled(operator, supervisor, handler, body)
    do(replies.draft, handler, row, text="已于三月付清。", finding="见付款凭证。", verified=True)
    return do(replies.propose, handler, row)


def answered(operator: Any, supervisor: Any, handler: Any, head: Any, body: Any) -> Case:
    """The answer was given."""
    return do(replies.approve, head, proposed(operator, supervisor, handler, body))


def added(row: Case, words: str) -> None:
    """The reporter adds facts by his receipt."""
    by_receipt(web_acts.add, row, words)


def by_receipt(service: Any, row: Case, words: str) -> None:
    """What the reporter does by his receipt."""
    acts.run(
        service, actor=ANYBODY, receipt_digest=bytes(row.receipt_digest or b""), words=words,
        answer=lambda _value: {},
    )  # fmt: skip
    row.refresh_from_db()
