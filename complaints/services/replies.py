"""The answer: drafted by who handles it, approved by the head of the body, then given."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.codes import AssignmentState, CallBackKind, ReplyState
from complaints.models import Case, Reply
from complaints.services import call_backs, clocks, dispatch, steps
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.workflow import services as workflow


@transaction.atomic
def draft(
    *,
    actor: User,
    case_id: UUID,
    text: str,
    finding: str = "",
    verified: bool | None = None,
    promised: str = "",
    promised_on: date | None = None,
    expected_version: int | None = None,
) -> Reply:
    """Write or change the draft of the answer. Raises Conflict ("not_handling")."""
    row = steps.locked(actor, case_id)
    part = dispatch.lead_part(row)
    policies.require(actor, policies.HANDLE, part.organisation)
    if row.state != "handling":
        raise Conflict("not_handling", _("Sign for it first; what is proposed is not changed."))
    if promised_on is not None and promised_on < clock.today():
        raise Invalid("date_past", _("What is promised lies ahead."), field="promised_on")
    reply = row.replies.filter(state=ReplyState.DRAFT).first() or Reply(
        case=row, organisation=part.organisation, author=actor, drafted_on=clock.today(), version=0
    )
    if reply.version and expected_version is not None:
        steps.require_version(reply, expected_version)
    reply.text_zh = steps.words(text, "text")
    reply.finding_zh, reply.verified = finding.strip()[:5000], verified
    reply.promised_zh, reply.promised_on = promised.strip()[:500], promised_on
    reply.author, reply.version = actor, reply.version + 1
    reply.save()
    steps.note(row, "reply_drafted", actor)
    return reply


@transaction.atomic
def propose(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """Lay the draft before the head of the body. Raises Conflict ("no_draft", "opinions_open")."""
    row = steps.locked(actor, case_id, expected_version)
    part = dispatch.lead_part(row)
    policies.require(actor, policies.HANDLE, part.organisation)
    reply = _reply(row, ReplyState.DRAFT)
    if reply.verified is None:
        raise Invalid(
            "verified_missing", _("Say whether what was reported is true."), field="verified"
        )
    reply.state, reply.back_zh, reply.version = ReplyState.PROPOSED, "", reply.version + 1
    reply.save(update_fields=["state", "back_zh", "version"])
    steps.move(row, "propose", actor, organisation=part.organisation)
    steps.note(row, "reply_proposed", actor)
    told = holders_of(policies.APPROVE, part.organisation)
    steps.tell("complaint_reply_to_approve", row, told, "proposed")
    return row


@transaction.atomic
def send_back(
    *, actor: User, case_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """The head sends the draft back, saying why."""
    row = steps.locked(actor, case_id, expected_version)
    part, reply = dispatch.lead_part(row), _reply(row, ReplyState.PROPOSED)
    policies.require(actor, policies.APPROVE, part.organisation)
    reply.state, reply.version = ReplyState.DRAFT, reply.version + 1
    reply.back_zh = steps.words(reason, "reason", 2000)
    reply.save(update_fields=["state", "back_zh", "version"])
    steps.move(row, "send_back", actor, organisation=part.organisation)
    steps.note(row, "reply_sent_back", actor)
    steps.tell("complaint_reply_sent_back", row, [reply.author], "sent_back")
    return row


@transaction.atomic
def approve(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """The head approves: the answer is given, the clocks end, a call-back is due.

    Raises NotAllowed ("four_eyes") to whoever wrote it.
    """
    row = steps.locked(actor, case_id, expected_version)
    part, reply = dispatch.lead_part(row), _reply(row, ReplyState.PROPOSED)
    policies.require(actor, policies.APPROVE, part.organisation)
    policies.require_other(actor, reply.author)
    reply.approver, reply.given_on, reply.state = actor, clock.today(), ReplyState.GIVEN
    reply.save(update_fields=["approver", "given_on", "state"])
    part.state, part.ended_on = AssignmentState.ANSWERED, clock.today()
    part.save(update_fields=["state", "ended_on"])
    row.answered_on = clock.today()
    steps.move(row, "answer", actor, "answered_on", organisation=part.organisation)
    given(row)
    steps.note(row, "answered", actor, reply=str(reply.pk), verified=reply.verified)
    return row


@transaction.atomic
def answer_at_once(
    *, actor: User, case_id: UUID, text: str, expected_version: int | None = None
) -> Case:
    """The hotline answers a question itself: it was asked of nobody else.

    The operator who took it writes, a supervisor gives the answer.
    """
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    author = row.acceptor
    if author is None or row.purpose not in {"ask", "suggestion"}:
        raise Conflict("not_a_question", _("Only questions and suggestions are answered here."))
    policies.require_other(actor, author)
    Reply.objects.create(
        case=row, organisation=clocks.owner(row), text_zh=steps.words(text, "text"), author=author,
        approver=actor, state=ReplyState.GIVEN, drafted_on=clock.today(), given_on=clock.today(),
    )  # fmt: skip
    row.answered_on = clock.today()
    steps.move(row, "answer_at_once", actor, "answered_on")
    given(row)
    steps.note(row, "answered_at_once", actor)
    return row


def given(row: Case) -> None:
    """An answer is there: clocks end, who may be called back is called back."""
    clocks.ended(row)
    workflow.cancel(steps.SIGN, row)
    call_backs.plan(row, CallBackKind.SATISFACTION)


def _reply(row: Case, state: str) -> Reply:
    found = row.replies.select_related("author").filter(state=state).first()
    if found is None:
        raise NotFound("no_draft", _("There is no such draft of an answer."))
    return found
