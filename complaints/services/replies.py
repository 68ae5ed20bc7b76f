"""The answer: drafted by who handles it, approved by the head of the body, then given. The hotline
answers questions and suggestions itself: an operator drafts, a supervisor gives."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.codes import (
    AssignmentState,
    CallBackKind,
    CaseState,
    Purpose,
    ReplyState,
)
from complaints.models import Case, Reply
from complaints.services import call_backs, clocks, endings, merged, offices, parts, steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory.models import Organisation

QUESTIONS = (Purpose.ASK, Purpose.SUGGESTION)


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
    """Write or change the draft of the answer; of an accepted question or suggestion at the
    hotline. `expected_version` is that of the draft. Raises Conflict ("not_handling")."""
    row = steps.locked(actor, case_id)
    actor, body = _writer(actor, row)
    if promised_on is not None and promised_on < clock.today():
        raise Invalid("date_past", _("What is promised lies ahead."), field="promised_on")
    reply = row.replies.filter(state=ReplyState.DRAFT).first() or Reply(
        case=row, drafted_on=clock.today(), version=0
    )
    if reply.version and expected_version is not None:
        steps.require_version(reply, expected_version)
    reply.text_zh = steps.words(text, "text")
    reply.finding_zh, reply.verified = finding.strip()[:5000], verified
    reply.promised_zh, reply.promised_on = promised.strip()[:500], promised_on
    reply.author, reply.organisation, reply.version = actor, body, reply.version + 1
    reply.save()
    steps.note(row, "reply_drafted", actor, reply=str(reply.pk))
    return reply


def _writer(actor: User, row: Case) -> tuple[User, Organisation]:
    """Who writes, in his capacity, and for which body."""
    if row.state == CaseState.ACCEPTED and row.purpose in QUESTIONS:
        parts.require_own(row)
        return steps.capacity(actor, policies.TAKE, row), offices.owner(row)
    part = parts.lead_part(row)
    actor = steps.capacity(actor, policies.HANDLE, row, part.organisation)
    if row.state != CaseState.HANDLING:
        raise Conflict("not_handling", _("Sign for it first; what is proposed is not changed."))
    return actor, part.organisation


@transaction.atomic
def propose(
    *,
    actor: User,
    case_id: UUID,
    without_opinions: bool = False,
    expected_version: int | None = None,
) -> Case:
    """Lay the draft before the head of the body. With `without_opinions` nobody waits any longer
    for bodies that take part and are silent, once their day has passed (HOT-OPINION).

    Raises NotFound ("no_draft"), Invalid ("verified_missing"), Conflict ("opinions_open",
    "opinions_in_time").
    """
    row = steps.locked(actor, case_id, expected_version)
    part = parts.lead_part(row)
    actor = steps.capacity(actor, policies.HANDLE, row, part.organisation)
    _require_opinions(row, without_opinions)
    reply = _reply(row, ReplyState.DRAFT)
    if reply.verified is None:
        raise Invalid(
            "verified_missing", _("Say whether what was reported is true."), field="verified"
        )
    reply.state, reply.back_zh, reply.version = ReplyState.PROPOSED, "", reply.version + 1
    reply.save(update_fields=["state", "back_zh", "version"])
    steps.move(row, "propose", actor, organisation=part.organisation)
    steps.note(row, "reply_proposed", actor, reply=str(reply.pk))
    told = steps.of_body(policies.APPROVE, part.organisation, row)
    steps.tell("complaint_reply_to_approve", row, told, "proposed")
    return row


def _require_opinions(row: Case, without: bool) -> None:
    if not without and parts.silent(row).exists():
        raise Conflict(
            "opinions_open",
            _("A body that takes part has not said what it found. Wait for it, or say that you"
              " answer without it."),
        )  # fmt: skip
    if not clocks.opinions_over(row):
        raise Conflict(
            "opinions_in_time",
            _("A body that takes part still has time to say what it found."),
        )
    parts.end_joint(row)


@transaction.atomic
def send_back(
    *, actor: User, case_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """The head sends the draft back, saying why."""
    row = steps.locked(actor, case_id, expected_version)
    part, reply = parts.lead_part(row), _reply(row, ReplyState.PROPOSED)
    actor = steps.capacity(actor, policies.APPROVE, row, part.organisation)
    reply.state, reply.version = ReplyState.DRAFT, reply.version + 1
    reply.back_zh = steps.words(reason, "reason", 2000)
    reply.save(update_fields=["state", "back_zh", "version"])
    steps.move(row, "send_back", actor, organisation=part.organisation)
    steps.note(row, "reply_sent_back", actor, reply=str(reply.pk))
    steps.tell("complaint_reply_sent_back", row, [reply.author], "sent_back")
    return row


@transaction.atomic
def approve(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """The head approves: the answer is given, the clocks end, a call-back is due.

    Raises NotAllowed ("four_eyes") to whoever wrote it, in part or in an earlier version.
    """
    row = steps.locked(actor, case_id, expected_version)
    part, reply = parts.lead_part(row), _reply(row, ReplyState.PROPOSED)
    actor = steps.capacity(actor, policies.APPROVE, row, part.organisation)
    policies.require_other(actor, row, *_writers(row, reply))
    reply.approver, reply.given_on, reply.state = actor, clock.today(), ReplyState.GIVEN
    reply.save(update_fields=["approver", "given_on", "state"])
    part.state, part.ended_on = AssignmentState.ANSWERED, clock.today()
    part.save(update_fields=["state", "ended_on"])
    row.answered_on = clock.today()
    steps.move(row, "answer", actor, "answered_on", organisation=part.organisation)
    steps.note(row, "answered", actor, reply=str(reply.pk), verified=reply.verified)
    given(row, actor)
    return row


def _writers(row: Case, reply: Reply) -> list[User]:
    """Everybody who wrote on this reply."""
    rows = row.events.filter(name="reply_drafted", data__reply=str(reply.pk))
    ids = set(rows.values_list("actor_id", flat=True))
    return [reply.author, *User.objects.filter(pk__in=ids)]


@transaction.atomic
def answer_at_once(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """A supervisor gives what an operator has drafted: the hotline answers a question itself.

    Raises Conflict ("not_a_question"), NotFound ("no_draft"), NotAllowed ("four_eyes").
    """
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    parts.require_own(row)
    if row.purpose not in QUESTIONS:
        raise Conflict("not_a_question", _("Only questions and suggestions are answered here."))
    reply = _reply(row, ReplyState.DRAFT)
    policies.require_other(actor, row, *_writers(row, reply))
    reply.approver, reply.given_on, reply.state = actor, clock.today(), ReplyState.GIVEN
    reply.organisation = offices.owner(row)
    reply.save(update_fields=["approver", "given_on", "state", "organisation"])
    row.answered_on = clock.today()
    steps.move(row, "answer_at_once", actor, "answered_on")
    steps.note(row, "answered_at_once", actor, reply=str(reply.pk))
    given(row, actor)
    return row


def given(row: Case, actor: User) -> None:
    """An answer is there: clocks end, nothing escalates any more, a call-back is due, and what was
    merged into it is answered with it."""
    endings.answered(row)
    call_backs.plan(row, CallBackKind.SATISFACTION)
    merged.answered(row, actor)


def _reply(row: Case, state: str) -> Reply:
    found = row.replies.select_related("author").filter(state=state).first()
    if found is None:
        raise NotFound("no_draft", _("There is no such draft of an answer."))
    return found
