"""What steps about complaints do; each a service for `acts.run`, as in `deeds`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from complaints import disclosures_answers
from complaints.codes import CallBackState, Channel, MotionKind, MotionState
from complaints.exchange_orders import order_of
from complaints.models import Case, PublicAnswer, SupervisionLetter, UnsealRequest
from complaints.services import (
    acceptance,
    call_backs,
    dispatch,
    identity_sealing,
    intake,
    leads,
    letters,
    links,
    motions,
    notes,
    orders,
    proofs,
    public_answers,
    replies,
    reviews,
    shifts,
    unsealing,
    web_acts,
)
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY, Actor
from credit_portal.directory.models import Organisation
from credit_portal.ledger.receipt import salt_of
from credit_portal.publishing.services import document_sha
from credit_portal.workflow import receipts
from integrity_files.models import Lead

Id = UUID | str
Facts = Mapping[str, Any]


# -- how a case begins -----------------------------------------------------------------------------
def complaint_phone(*, actor: User, body_id: Id, facts: Facts, identity: Mapping[str, str]) -> Case:
    """An operator logs a call."""
    return intake.begin(
        actor=actor, channel=Channel.PHONE, facts=facts, identity=identity, operator=actor,
        accused_id=UUID(str(body_id)), is_demo=True, may_call=bool(identity),
    )  # fmt: skip


def complaint_web(*, actor: Actor, body_id: Id, facts: Facts, identity: Mapping[str, str]) -> Case:
    """Somebody reports on the web; nobody keeps his receipt."""
    code, digest = receipts.issue()
    salt = salt_of(receipts.normalise(code))
    with clock.days_only():
        row = intake.begin(
            actor=ANYBODY, channel=Channel.WEB, facts=facts, identity=identity,
            accused_id=UUID(str(body_id)), receipt_digest=digest, is_demo=True,
            may_call=bool(identity),
        )  # fmt: skip
        proofs.keep(salt=salt, code=digest, content=proofs.content_of(row))
    return row


def complaint_order(
    *, actor: Actor, body_id: Id, facts: Facts, identity: Mapping[str, str], number: str
) -> Case:
    """The 12345 platform hands an order over that it took the day before."""
    body, today = Organisation.objects.get(pk=body_id), clock.today()
    given = {
        **facts, "number": number, "query_code": number[-4:], "accused_code": body.code,
        "accused_zh": body.name_zh, "started_on": today, "due_on": today + dt.timedelta(14),
    }  # fmt: skip
    order = order_of(given, identity_sealing.seal(identity, may_call=True))
    taken = orders.receive(actor=actor, order=order, source="file", is_demo=True)
    row: Case = taken.order.case
    return row


# -- what the reporter does ------------------------------------------------------------------------
def _reporter(service: Callable[..., Any]) -> Callable[..., Case]:
    """By receipt; the case stands for it."""

    @wraps(service)
    def deed(*, actor: Actor, case_id: Id, **given: Any) -> Case:
        row = Case.objects.get(pk=case_id)
        service(actor=ANYBODY, receipt_digest=bytes(row.receipt_digest or b""), **given)
        return row

    return deed


# -- on the way ------------------------------------------------------------------------------------
def _keyed(service: Callable[..., Any]) -> Callable[..., Any]:
    """A service whose ids come as texts."""

    @wraps(service)
    def deed(*, actor: User, **given: Any) -> Any:
        known = {name: UUID(str(value)) if name.endswith("_id") else value
                 for name, value in given.items()}  # fmt: skip
        return service(actor=actor, **known)

    return deed


def complaint_dispatch(
    *, actor: User, case_id: Id, lead_id: Id, told: str, joint_id: Id | None = None
) -> Case:
    """Passed on to one body, or to two of which the first leads."""
    joint: Sequence[UUID] = [UUID(str(joint_id))] if joint_id else []
    return dispatch.dispatch(
        actor=actor, case_id=UUID(str(case_id)), lead_id=UUID(str(lead_id)), joint_ids=joint,
        told=told,
    )  # fmt: skip


def complaint_grant(*, actor: User, case_id: Id) -> Case:
    """The request for time that waits is granted."""
    row = Case.objects.get(pk=case_id)
    made = row.motions.get(state=MotionState.ASKED)
    reason = "情况复杂，须进一步核实。" if made.kind == MotionKind.EXTENSION else ""
    motions.decide(actor=actor, motion_id=made.pk, grant=True, reason=reason)
    return row


def complaint_letter_answer(*, actor: User, case_id: Id, text: str) -> SupervisionLetter:
    """The supervision letter that waits is answered."""
    made = SupervisionLetter.objects.get(case_id=case_id, state="issued")
    return letters.answer(actor=actor, letter_id=made.pk, text=text)


def _call(case_id: Id) -> UUID:
    key: UUID = Case.objects.get(pk=case_id).call_backs.get(state=CallBackState.OPEN).pk
    return key


def complaint_take_call(*, actor: User, case_id: Id) -> Any:
    """An operator takes the call that is to be made."""
    return call_backs.take(actor=actor, call_back_id=_call(case_id))


def complaint_reached(*, actor: User, case_id: Id, **said: Any) -> Any:
    """The reporter was reached."""
    return call_backs.reached(actor=actor, call_back_id=_call(case_id), **said)


# -- what comes of it ------------------------------------------------------------------------------
def complaint_lead(*, actor: User, case_id: Id, title: str, facts: str) -> Lead:
    """A case found true becomes a lead."""
    row = Case.objects.get(pk=case_id)
    leads.convert(
        actor=actor, case_id=row.pk, title=title, facts=facts, category=row.category,
        happened_on=row.happened_on or row.received_on,
    )  # fmt: skip
    return Lead.objects.get(complaints=row)


def complaint_confirm_answer(*, actor: User, answer_id: Id) -> PublicAnswer:
    """Look at the preview and publish what is seen."""
    row = PublicAnswer.objects.select_related("organisation", "case").get(pk=answer_id)
    seen = document_sha(disclosures_answers.document(row))
    return public_answers.confirm(actor=actor, answer_id=row.pk, digest=seen)


def complaint_unseal(*, actor: User, case_id: Id, reason: str) -> UnsealRequest:
    """Somebody asks to see who reported."""
    number = Case.objects.values_list("number", flat=True).get(pk=case_id)
    return unsealing.ask(actor=actor, number=number, reason=reason)


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        complaint_phone, complaint_web, complaint_order, complaint_dispatch, complaint_grant,
        complaint_letter_answer, complaint_take_call, complaint_reached,
        complaint_lead, complaint_confirm_answer, complaint_unseal,
    )
} | {
    "complaint_accept": acceptance.accept,
    "complaint_refuse": acceptance.refuse,
    "complaint_sign": dispatch.sign,
    "complaint_give_back": _keyed(dispatch.give_back),
    "complaint_take_back": dispatch.take_back,
    "complaint_opinion": dispatch.give_opinion,
    "complaint_pass_on": notes.pass_on,
    "complaint_note": notes.keep,
    "complaint_draft": replies.draft,
    "complaint_propose": replies.propose,
    "complaint_send_back": replies.send_back,
    "complaint_approve": replies.approve,
    "complaint_answer_at_once": replies.answer_at_once,
    "complaint_ask_time": motions.ask,
    "complaint_resume": motions.resume,
    "complaint_letter": letters.issue,
    "complaint_merge": _keyed(links.merge),
    "complaint_relate": _keyed(links.relate),
    "complaint_add": _reporter(web_acts.add),
    "complaint_withdraw": _reporter(web_acts.withdraw),
    "complaint_ask_review": _reporter(web_acts.ask_review),
    "complaint_retaliation": _reporter(web_acts.report_retaliation),
    "complaint_rate": _reporter(web_acts.rate),
    "complaint_uphold": reviews.uphold,
    "complaint_overturn": reviews.overturn,
    "complaint_public": public_answers.propose,
    "complaint_text": shifts.save_text,
    "complaint_hand_over": shifts.write_note,
}  # fmt: skip
"""Every deed by its name in the plan; services whose arguments are plain stand for themselves."""
