"""Acts on complaints that several tests perform."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.models import CallBack, Case, Motion
from complaints.services import (
    acceptance,
    call_backs,
    dispatch,
    intake,
    motions,
    replies,
)
from credit_portal.accounts.models import User
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY
from credit_portal.common.errors import DomainError
from credit_portal.notices.models import Notice
from credit_portal.workflow import receipts
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.sweeps import check_deadlines

FACTS: dict[str, Any] = {
    "purpose": "complaint", "category": "B01", "title_zh": "公开承诺未兑现",
    "facts_zh": "承诺三月完工的加装电梯至今没有动工。", "is_anonymous": True,
}  # fmt: skip
TOLD = "反映公开承诺的加装电梯至今未动工。"
ANSWER = "经核实，电梯已列入计划，四月底前动工。"

#: New Year's Day 2027, a Friday, is free; the Sunday after it is worked.
CALENDAR = """year,kind,date,name_zh,name_en,number,url
2027,notice,,国务院办公厅关于2027年部分节假日安排的通知,Holidays of 2027,示例〔2026〕1号,
2027,holiday,2027-01-01,元旦,New Year's Day,,
2027,makeup,2027-01-03,元旦,New Year's Day,,
"""


def again(user: Any) -> Any:
    """The account as it stands now."""
    return User.objects.get(pk=user.pk)


class Cast:
    """Who acts on a case; made from the fixtures that a test names."""

    def __init__(self, operator: Any, supervisor: Any, handler: Any, head: Any, body: Any) -> None:
        self.operator, self.supervisor = operator, supervisor
        self.handler, self.head, self.body = handler, head, body


def act(service: Any, actor: Any, row: Case, **given: Any) -> Any:
    """One act of staff on a case."""
    done = acts.run(service, actor=actor, case_id=row.pk, **given)
    row.refresh_from_db()
    return done.value


def refused(code: str, service: Any, actor: Any, row: Case, **given: Any) -> None:
    """It is refused so, and nothing is left of it."""
    before = row.events.count()
    with pytest.raises(DomainError) as error:
        act(service, actor, row, **given)
    assert error.value.code == code
    assert row.events.count() == before


def received(cast: Cast, identity: dict[str, str] | None = None, **facts: Any) -> Case:
    """A case that an operator logged."""
    given = {**FACTS, "is_anonymous": identity is None, **facts}
    return acts.run(
        intake.begin, actor=cast.operator, channel="phone", facts=given, identity=identity or {},
        accused_id=cast.body.pk if cast.body else None, operator=cast.operator, may_call=True,
    ).value  # fmt: skip


def filed(cast: Cast, **facts: Any) -> tuple[Case, bytes]:
    """A report from the web, and the digest of its receipt."""
    _code, digest = receipts.issue()
    row = acts.run(
        intake.begin, actor=ANYBODY, channel="web", facts={**FACTS, **facts}, identity={},
        accused_id=cast.body.pk, receipt_digest=digest,
    ).value  # fmt: skip
    return row, digest


def by_receipt(service: Any, digest: bytes, **given: Any) -> Any:
    """One act of a reporter."""
    return acts.run(service, actor=ANYBODY, receipt_digest=digest, **given).value


def accepted(cast: Cast, row: Case | None = None, **facts: Any) -> Case:
    """The hotline has accepted it."""
    row = row or received(cast, **facts)
    act(acceptance.accept, cast.operator, row)
    return row


def dispatched(cast: Cast, row: Case | None = None, **facts: Any) -> Case:
    """It is with the body."""
    row = accepted(cast, row, **facts)
    return pass_on(cast, row)


def pass_on(cast: Cast, row: Case, **more: Any) -> Case:
    """The supervisor passes an accepted case on."""
    act(dispatch.dispatch, cast.supervisor, row, lead_id=cast.body.pk, told=TOLD, **more)
    return row


def handling(cast: Cast, row: Case | None = None, **facts: Any) -> Case:
    """The body has signed for it."""
    row = dispatched(cast, row, **facts)
    act(dispatch.sign, cast.handler, row)
    return row


def proposed(cast: Cast, row: Case | None = None, **facts: Any) -> Case:
    """The answer waits for the head of the body."""
    row = handling(cast, row, **facts)
    write(cast, row)
    return row


def write(cast: Cast, row: Case) -> None:
    """Draft an answer and lay it before the head."""
    act(replies.draft, cast.handler, row, text=ANSWER, verified=True)
    act(replies.propose, cast.handler, row)


def answered(cast: Cast, row: Case | None = None, **facts: Any) -> Case:
    """The answer was given."""
    row = proposed(cast, row, **facts)
    act(replies.approve, cast.head, row)
    return row


def closed(cast: Cast, row: Case | None = None, **facts: Any) -> Case:
    """Called back, satisfied, closed."""
    row = answered(cast, row, **facts)
    call(call_backs.reached, cast.operator, open_call(row), satisfied=True)
    row.refresh_from_db()
    return row


def asked(cast: Cast, row: Case, kind: str = "extension", ground: str = "") -> Motion:
    """The body asks for time."""
    made: Motion = act(
        motions.ask, cast.handler, row, kind=kind, ground=ground, reason="须入户核实。"
    )
    return made


def decide(actor: Any, made: Motion, *, grant: bool = True, reason: str = "") -> Motion:
    """The hotline decides on it."""
    return acts.run(
        motions.decide, actor=actor, motion_id=made.pk, grant=grant, reason=reason,
    ).value  # fmt: skip


def open_call(row: Case, kind: str = "satisfaction") -> CallBack:
    """The call that is to be made."""
    return row.call_backs.get(kind=kind, state="open")


def call(service: Any, actor: Any, made: CallBack, **given: Any) -> CallBack:
    """One act on a call-back."""
    done = acts.run(
        service, actor=actor, call_back_id=made.pk, **given
    )  # fmt: skip
    made.refresh_from_db()
    return done.value


def running(row: Any, kind: str) -> Deadline:
    """Its running clock of a kind."""
    return Deadline.objects.get(kind=f"complaints.{kind}", case_id=row.pk, outcome="")


def rule_of(row: Any, kind: str) -> str:
    """The code of the rule by which its running clock counts."""
    rule = running(row, kind).rule
    return rule.code if rule is not None else ""


def outcomes(row: Any) -> dict[str, str]:
    """What came of each kind of clock of a case; "" where one runs."""
    rows = Deadline.objects.filter(case_id=row.pk).order_by("-outcome", "created_at")
    return {one.kind.removeprefix("complaints."): one.outcome for one in rows}


def told(template: str) -> set[str]:
    """Who was told so, in the portal."""
    rows = Notice.objects.filter(template=template, channel="in_site")
    return set(rows.values_list("recipient__username", flat=True))


def sweep() -> None:
    """Let time do its work."""
    check_deadlines()
