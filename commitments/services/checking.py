"""Checking a contradiction: an officer of the credit office decides; the body may comment."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import policies, selectors
from commitments import policies_contradictions as may
from commitments import selectors_contradictions as reads
from commitments.codes_contradiction import DECIDED, AnswerState
from commitments.models import Contradiction, ContradictionText
from commitments.services import steps
from commitments.services.contradictions import erase_words, open_contact
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from credit_portal.notices.services import acted_by

LONGEST_SUMMARY = 1000


def _locked(actor: User, contradiction_id: UUID) -> Contradiction:
    """The contradiction with its promise, both locked, the promise first. Raises NotFound."""
    found = reads.one(actor, contradiction_id)
    commitment = steps.locked(actor, found.commitment_id)
    row = lock(reads.visible_to(actor), found.pk)
    row.commitment = commitment
    return row


@transaction.atomic
def read_contradiction(*, actor: User, contradiction_id: UUID) -> Contradiction:
    """One contradiction with its words; the look is an audit row. Raises NotFound, NotAllowed."""
    row = reads.one(actor, contradiction_id)
    if not may.may_read(actor, row):
        raise NotAllowed("not_allowed", policies.NO_ROLE)
    steps.trail("read_contradiction", actor, row.commitment, contradiction=str(row.pk))
    return row


@transaction.atomic
def read_contact(*, actor: User, contradiction_id: UUID, reason: str) -> str:
    """The contact that the sender left, in clear, for a stated reason that the trail keeps.

    Raises NotFound when there is none (any more), Invalid without a reason, NotAllowed.
    """
    row = reads.one(actor, contradiction_id)
    may.require_check(actor, row)
    why = steps.check_reason(reason)
    contact = open_contact(row)
    if not contact:
        raise NotFound("not_found", _("No contact was left, or it has been erased."))
    steps.trail("read_contact", actor, row.commitment, reason=why, contradiction=str(row.pk))
    return contact


@transaction.atomic
def confirm_contradiction(
    *,
    actor: User,
    contradiction_id: UUID,
    reason: str,
    summary: str,
    to_named: bool = False,
    period_id: UUID | None = None,
    expected_version: int | None = None,
) -> Contradiction:
    """Find the facts plausible: it counts towards reopening. Not a verdict on the promise.

    ``summary`` says it again without anything that points to a person: the body sees that and
    nothing else. ``to_named`` when the promise was made to this very person or firm. Of a standing
    promise ``period_id`` says which period is meant. Raises Invalid, Stale, Conflict, NotAllowed.
    """
    row = _locked(actor, contradiction_id)
    words = summary.strip()
    if not words or len(words) > LONGEST_SUMMARY:
        raise Invalid(
            "summary_missing",
            _("Say for the body what happened, without naming anybody (at most 1,000 characters)."),
            field="summary",
        )
    if row.commitment.is_standing:
        periods = row.commitment.periods.all()
        row.period = periods.filter(pk=period_id).first() if period_id else row.period
        if row.period is None:
            raise Invalid("period_wanted", _("Choose the measuring period."), field="period_id")
    row.to_named = to_named
    _decide(
        row, actor, AnswerState.CONFIRMED, reason=reason, expected_version=expected_version,
        summary=words,
    )  # fmt: skip
    _tell_body(row, actor)
    _tell_reviewers(row)
    return row


@transaction.atomic
def refuse_contradiction(
    *, actor: User, contradiction_id: UUID, reason: str, expected_version: int | None = None
) -> Contradiction:
    """Find that the facts do not bear it out. Contact is erased. Raises as ``confirm``."""
    row = _locked(actor, contradiction_id)
    _decide(row, actor, AnswerState.NOT_CONFIRMED, reason=reason, expected_version=expected_version)
    return row


@transaction.atomic
def mark_duplicate(
    *,
    actor: User,
    contradiction_id: UUID,
    same_as: UUID,
    reason: str,
    expected_version: int | None = None,
) -> Contradiction:
    """Find that the same person said it before; it counts once. Raises Invalid ("same_as")."""
    row = _locked(actor, contradiction_id)
    row.same_as = reads.said_before(row).filter(pk=same_as).first()
    if row.same_as is None:
        raise Invalid("same_as", _("Choose the earlier one of this promise."), field="same_as")
    _decide(row, actor, AnswerState.DUPLICATE, reason=reason, expected_version=expected_version)
    return row


def _decide(
    row: Contradiction,
    actor: User,
    state: AnswerState,
    *,
    reason: str,
    expected_version: int | None,
    summary: str = "",
) -> None:
    """State, officer, day, words and trail of a decision, on the locked row."""
    may.require_check(actor, row)
    actor = policies.capacity(actor, policies.VERIFY, row.commitment.organisation)
    _check_waiting(row, expected_version)
    why = steps.check_reason(reason)
    row.state, row.decided_by, row.decided_on = state, actor, clock.today()
    row.version += 1
    row.save()
    text = row.text
    text.reason, text.summary = why, summary
    if state != AnswerState.CONFIRMED:
        text.contact = None
    text.save(update_fields=["reason", "summary", "contact"])
    steps.trail(
        "decide_contradiction", actor, row.commitment, old=AnswerState.FILED, new=state,
        contradiction=str(row.pk),
    )  # fmt: skip


def _check_waiting(row: Contradiction, expected_version: int | None) -> None:
    steps.check_version(row, expected_version)
    if row.state in DECIDED or row.state == AnswerState.WITHDRAWN:
        raise Conflict("decided_already", _("This has been decided or taken back already."))


def _tell_body(row: Contradiction, actor: User) -> None:
    body = row.commitment.organisation
    people = [row.commitment.filer, *holders_of(policies.APPROVE, body)]
    key = f"commitments.contradiction_confirmed:{row.pk}"
    steps.tell("contradiction_confirmed", row.commitment, people, key, **acted_by(actor))


def _tell_reviewers(row: Contradiction) -> None:
    """When it is enough: those of the credit office who may reopen, none of whom checked one."""
    counted, today = reads.counted(row.commitment, row.period), clock.today()
    if not reads.suffice(counted, today) or reads.review_problem(row.commitment, row.period, today):
        return
    people = [
        user
        for user in holders_of(policies.CONFIRM, row.commitment.organisation)
        if may.may_reopen(user, row.commitment, row.period, counted)
    ]
    key = f"commitments.enough:{row.commitment_id}:{row.period_id}:{len(counted)}"
    steps.tell("contradictions_enough", row.commitment, people, key, count=len(counted),
               url="/staff/commitments/contradictions/")  # fmt: skip


@transaction.atomic
def comment_contradiction(*, actor: User, contradiction_id: UUID, text: str) -> ContradictionText:
    """The body's comment on a confirmed contradiction, of which it sees the summary only.

    Once; the credit office reads it, the public does not. Raises NotFound, NotAllowed, Invalid,
    Conflict ("commented_already").
    """
    found = Contradiction.objects.filter(
        pk=selectors.key(contradiction_id),
        state=AnswerState.CONFIRMED,
        commitment__in=selectors.visible_to(actor).order_by().values("pk"),
    ).first()
    if found is None:
        raise NotFound("not_found", selectors.NOT_THERE)
    row = steps.locked(actor, found.commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    words = lock(ContradictionText, found.pk)
    if words.comment:
        raise Conflict("commented_already", _("Your body has commented on this already."))
    words.comment = steps.check_reason(text)
    words.commented_by, words.commented_on = actor, clock.today()
    words.save(update_fields=["comment", "commented_by", "commented_on"])
    steps.trail("comment_contradiction", actor, row, contradiction=str(found.pk))
    return words


@transaction.atomic
def erase_contradiction(*, actor: User, contradiction_id: UUID, reason: str) -> Contradiction:
    """Erase the words, contact and file of a decided contradiction; what was counted stays.

    Raises Conflict while it waits to be checked, or when it was erased before.
    """
    row = _locked(actor, contradiction_id)
    may.require_check(actor, row)
    if row.state == AnswerState.FILED or row.text.erased_on is not None:
        raise Conflict("not_to_erase", _("It is still to be checked, or erased already."))
    steps.trail("erase_contradiction", actor, row.commitment, reason=steps.check_reason(reason),
                contradiction=str(row.pk))  # fmt: skip
    erase_words(row.text)
    return row
