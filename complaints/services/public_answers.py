"""Answers selected for the public: with consent, redacted, proposed by one, confirmed by another.

Withdrawing one takes two people as well. Of a complaint that was not found true nothing is public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from complaints import disclosures_answers, policies, selectors
from complaints.codes import AnswerState, CaseState, Purpose, ReplyState
from complaints.models import Case, PublicAnswer, Reply
from complaints.public_texts import nameless
from complaints.services import steps
from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.accounts.scope import within
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, NotFound, Stale
from credit_portal.publishing import services as publishing
from credit_portal.publishing.models import Act
from credit_portal.publishing.registry import Published

KIND = "answer"
#: Nothing was claimed in these, so there is nothing to be verified.
ASKED = frozenset({Purpose.ASK.value, Purpose.SUGGESTION.value})
READY = (CaseState.ANSWERED, CaseState.CLOSED)
LONGEST = {"title_zh": 200, "question_zh": 3000, "answer_zh": 5000}


def reply_of(row: Case) -> Reply | None:
    """The answer that could be published; None where nothing of the case may be."""
    given = row.replies.select_related("organisation").filter(state=ReplyState.GIVEN)
    reply = given.order_by("-given_on", "-drafted_on").first()
    if reply is None or row.accused is None or ground_gone(row, reply):
        return None
    return reply


def ground_gone(row: Case, reply: Reply | None) -> str:
    """Why the last answer of a case may not be public, in words; "" where it may."""
    if not row.may_publish:
        return str(_("The reporter does not agree any more."))
    if row.state not in READY:
        return str(_("The case was opened again or is under review."))
    if reply is None or (reply.verified is not True and row.purpose not in ASKED):
        return str(_("The last answer does not say that what was reported is true."))
    return ""


def doubt_of(answer: PublicAnswer) -> str:
    """Why an answer that is on display should be withdrawn now, in words; "" for no reason."""
    if answer.state != AnswerState.PUBLISHED:
        return ""
    given = answer.case.replies.filter(state=ReplyState.GIVEN)
    return ground_gone(answer.case, given.order_by("-given_on", "-drafted_on").first())


def doubtful(rows: QuerySet[PublicAnswer]) -> QuerySet[PublicAnswer]:
    """Answers on display whose ground is gone (`doubt_of`) and that nobody proposed to withdraw."""
    given = Reply.objects.filter(case=OuterRef("case"), state=ReplyState.GIVEN)
    last = given.order_by("-given_on", "-drafted_on").values("verified")[:1]
    untrue = ~Q(case__purpose__in=ASKED) & (Q(last_true=None) | Q(last_true=False))
    gone = Q(case__may_publish=False) | ~Q(case__state__in=READY) | untrue
    shown = rows.filter(state=AnswerState.PUBLISHED, withdraw_proposer=None)
    return shown.annotate(last_true=Subquery(last)).filter(gone)


@transaction.atomic
def propose(
    *, actor: User, case_id: UUID, texts: Mapping[str, str], expected_version: int | None = None
) -> PublicAnswer:
    """Propose an answer in words that name nobody: title_zh, question_zh, answer_zh, title_en.

    A proposal that was refused is written anew. Raises Conflict ("not_for_public",
    "proposed_already"), Invalid ("names_person", "words_missing").
    """
    row = steps.locked(actor, case_id, expected_version)
    policies.require_over(actor, policies.PUBLISH, row.accused)
    if reply_of(row) is None or row.accused is None:
        raise Conflict(
            "not_for_public",
            _("Only answers whose reporter agreed, and what was found true, may be published."),
        )
    body = row.accused
    made = PublicAnswer.objects.select_for_update().filter(case=row).first()
    if made is not None and made.state != AnswerState.REFUSED:
        raise Conflict("proposed_already", _("An answer of this case was proposed already."))
    made = made or PublicAnswer(case=row, version=0)
    for name, longest in LONGEST.items():
        setattr(made, name, nameless(texts.get(name), name, longest))
    made.title_en = nameless(texts["title_en"], "title_en", 300) if texts.get("title_en") else ""
    made.organisation, made.category, made.is_demo = body, row.category, row.is_demo
    made.proposer = in_capacity(actor, policies.PUBLISH, body)
    made.decider, made.decided_on, made.proposed_on = None, None, clock.today()
    made.state, made.version = AnswerState.PROPOSED, made.version + 1
    made.save()
    steps.note(row, "answer_proposed", actor, answer=str(made.pk))
    return made


@transaction.atomic
def confirm(
    *, actor: User, answer_id: UUID, digest: str, expected_version: int | None = None
) -> PublicAnswer:
    """Publish exactly what the preview showed, by its digest. Raises NotAllowed ("four_eyes"),
    Stale, Conflict ("not_proposed", "not_for_public")."""
    row, actor = _locked(actor, answer_id, expected_version, AnswerState.PROPOSED)
    policies.require_other(actor, row.case, row.proposer)
    if reply_of(row.case) is None:
        raise Conflict("not_for_public", _("The case has moved on: it may not be published now."))
    document = disclosures_answers.document(row)
    if publishing.document_sha(document) != digest:
        raise Stale("stale", _("It was changed meanwhile. Reload the page and look again."))
    row.state, row.decider, row.decided_on = AnswerState.PUBLISHED, actor, clock.today()
    _save(row, "state", "decider", "decided_on")
    publishing.decide(
        kind=KIND, source=row, organisation=row.organisation, proposer=row.proposer,
        approver=actor, document=document, act=Act.PUBLISH,
    )  # fmt: skip
    steps.note(row.case, "answer_published", actor, answer=str(row.pk))
    return row


@transaction.atomic
def refuse(
    *, actor: User, answer_id: UUID, reason: str, expected_version: int | None = None
) -> PublicAnswer:
    """Do not publish it; it can be written anew. The reason stands with the case."""
    row, actor = _locked(actor, answer_id, expected_version, AnswerState.PROPOSED)
    row.state, row.decider, row.decided_on = AnswerState.REFUSED, actor, clock.today()
    _save(row, "state", "decider", "decided_on")
    note = steps.say(row.case, "reason", steps.words(reason, "reason", 2000), author=actor)
    steps.note(row.case, "answer_refused", actor, about=note, answer=str(row.pk))
    return row


@transaction.atomic
def propose_withdrawal(
    *, actor: User, answer_id: UUID, reason: str, expected_version: int | None = None
) -> PublicAnswer:
    """Propose that a published answer is shown no longer, and why; a second person decides."""
    row, actor = _locked(actor, answer_id, expected_version, AnswerState.PUBLISHED)
    if row.withdraw_proposer_id is not None:
        raise Conflict("withdrawal_proposed", _("Somebody proposed this already."))
    row.withdraw_reason_zh = steps.words(reason, "reason", 2000)
    row.withdraw_proposer = actor
    _save(row, "withdraw_reason_zh", "withdraw_proposer")
    steps.note(row.case, "answer_to_withdraw", actor, answer=str(row.pk))
    return row


@transaction.atomic
def keep(*, actor: User, answer_id: UUID, expected_version: int | None = None) -> PublicAnswer:
    """It stays on display: what was proposed is not done."""
    row, actor = _locked(actor, answer_id, expected_version, AnswerState.PUBLISHED)
    if row.withdraw_proposer_id is None:
        raise Conflict("no_withdrawal", _("Nobody proposed to withdraw it."))
    row.withdraw_proposer, row.withdraw_reason_zh = None, ""
    _save(row, "withdraw_proposer", "withdraw_reason_zh")
    steps.note(row.case, "answer_kept", actor, answer=str(row.pk))
    return row


@transaction.atomic
def withdraw(*, actor: User, answer_id: UUID, expected_version: int | None = None) -> PublicAnswer:
    """Withdraw it as another proposed; its address answers 410 from then on.

    Raises NotAllowed ("four_eyes", "own_body"), Conflict ("no_withdrawal", "never_published").
    """
    row, actor = _locked(actor, answer_id, expected_version, AnswerState.PUBLISHED)
    if row.withdraw_proposer is None:
        raise Conflict("no_withdrawal", _("Nobody proposed to withdraw it."))
    policies.require_other(actor, row.case, row.withdraw_proposer)
    row.state, row.withdrawer, row.withdrawn_on = AnswerState.WITHDRAWN, actor, clock.today()
    _save(row, "state", "withdrawer", "withdrawn_on")
    publishing.decide(
        kind=KIND, source=row, organisation=row.organisation, proposer=row.withdraw_proposer,
        approver=actor, act=Act.WITHDRAW,
    )  # fmt: skip
    steps.note(row.case, "answer_withdrawn", actor, answer=str(row.pk))
    return row


def visible(user: Any) -> Any:
    """Answers about bodies over which the user holds the verb, never about his own and none of a
    case that accuses him or from which he is recused."""
    rows = PublicAnswer.objects.filter(within(user, policies.PUBLISH, "organisation"))
    barred = Case.objects.filter(selectors.barred(user)).order_by().values("pk")
    rows = rows.exclude(selectors.own(user, "organisation")).exclude(case__in=barred)
    named = ("case", "organisation", "proposer", "decider", "withdraw_proposer")
    return rows.select_related(*named).order_by("-proposed_on", "id")


def _locked(
    actor: User, answer_id: UUID, expected: int | None, state: str
) -> tuple[PublicAnswer, User]:
    """The answer, locked behind its case, and the actor in his capacity. Raises NotFound."""
    key = visible(actor).filter(pk=answer_id).values_list("case_id", flat=True).first()
    if key is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    case, row = lock(Case, key), lock(PublicAnswer, answer_id)
    row.case = case
    steps.require_version(row, expected)
    policies.require(actor, policies.PUBLISH, row.organisation)
    if row.state != state:
        raise Conflict("answer_moved_on", _("It has moved on. Reload the page and look again."))
    return row, in_capacity(actor, policies.PUBLISH, row.organisation)


def _save(row: PublicAnswer, *fields: str) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def remember(published: Sequence[Published]) -> None:
    """Keep the public references given at first publication."""
    for one in published:
        PublicAnswer.objects.filter(pk=UUID(one.source_id)).update(ref=one.ref, rec=one.rec)
