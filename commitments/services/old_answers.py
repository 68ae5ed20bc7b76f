"""What the body does with an old account: registers it as a commitment, or contests it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies
from commitments import codes_old_accounts as old_codes
from commitments import policies_old_accounts as old_policies
from commitments.models import Commitment, OldAccount
from commitments.services import old_steps as steps
from commitments.services.drafts import create_draft
from commitments.services.old_filing import new_account, open_body
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of, nearest_holders_of
from credit_portal.common import clock
from credit_portal.common.errors import Invalid
from credit_portal.directory.models import Post
from credit_portal.workflow import services as workflow

DECIDE_RULE = "OLD-DECIDE"
LAW = "《优化营商环境条例》第三十一条"


def _draft(
    row: OldAccount, actor: User, post_id: UUID, due_on: dt.date, texts: Mapping[str, str]
) -> Commitment:
    """The commitment that the account becomes, as a draft of the body's own."""
    post = Post.objects.filter(pk=post_id, organisation=row.organisation_id, active=True).first()
    if post is None:
        raise Invalid("post_unknown", _("Choose a post of this body."), field="post")
    fields = {
        "category": codes.Category.CONTRACT,
        "shape": codes.Shape.ONE_OFF,
        "sector": codes.Sector.OTHER,
        "due_on": due_on,
        "legal_basis_zh": LAW,
        "beneficiaries_zh": "旧账权利人",
        "authority_zh": "本单位依法应当履行的义务",
        "evidence_required_zh": "付款凭证、验收材料或权利人确认书",
        **texts,
    }
    return create_draft(actor=actor, post_id=post_id, fields=fields, is_demo=row.is_demo)


@transaction.atomic
def accept(
    *,
    actor: User,
    account_id: UUID,
    post_id: UUID,
    due_on: dt.date,
    texts: Mapping[str, str],
    expected_version: int | None = None,
) -> OldAccount:
    """Own up to it: a draft commitment with the body's plan, to be approved by a second person.

    ``texts``: title_zh, matter_zh, measure_zh. The time to answer runs on until it is registered.
    """
    row = steps.locked(actor, account_id, old_policies.ANSWER, expected_version)
    acting = steps.capacity(actor, old_policies.ANSWER, row)
    row.commitment = _draft(row, actor, post_id, due_on, texts)
    steps.move(row, "accept", acting, "commitment")
    steps.note(row, "accepting", acting)
    return row


@transaction.atomic
def file_own(
    *,
    actor: User,
    post_id: UUID,
    facts: Mapping[str, Any],
    due_on: dt.date,
    texts: Mapping[str, str],
    is_demo: bool = False,
) -> OldAccount:
    """A body registers an old account of its own: a draft commitment with its document."""
    post = Post.objects.select_related("organisation").filter(pk=post_id, active=True).first()
    if post is None:
        raise Invalid("post_unknown", _("There is no such post."), field="post")
    body = open_body(post.organisation_id)
    policies.require(actor, old_policies.ANSWER, body)
    row = new_account(body, old_codes.ClaimedBy.BODY, facts, is_demo=is_demo)
    row.state = old_codes.AccountState.ACCEPTING
    row.commitment = _draft(row, actor, post_id, due_on, texts)
    row.save(force_insert=True)
    steps.note(row, "filed_by_body", steps.capacity(actor, old_policies.ANSWER, row))
    return row


@transaction.atomic
def contest(
    *,
    actor: User,
    account_id: UUID,
    reason: str,
    upload: Any = None,
    expected_version: int | None = None,
) -> OldAccount:
    """Draft the body's answer that it does not owe this, with reasons and a document."""
    row = steps.locked(actor, account_id, old_policies.ANSWER, expected_version)
    actor = steps.capacity(actor, old_policies.ANSWER, row)
    row.drafter = actor
    steps.move(row, "contest", actor, "drafter")
    said = steps.say(row, old_codes.NoteKind.CONTEST, reason, steps.store(upload, actor))
    steps.note(row, "contest_drafted", actor, said)
    told = [
        one
        for one in nearest_holders_of(old_policies.ISSUE, row.organisation)
        if old_policies.may_second(one, actor)
    ]
    steps.tell("old_account_to_issue", row, told, "contesting")
    return row


@transaction.atomic
def unissue(
    *, actor: User, account_id: UUID, reason: str, expected_version: int | None = None
) -> OldAccount:
    """The body's second person does not sign the contest; the time to answer runs on."""
    row = steps.locked(actor, account_id, old_policies.ISSUE, expected_version)
    actor = steps.capacity(actor, old_policies.ISSUE, row)
    row.drafter = None
    steps.move(row, "unissue", actor, "drafter")
    said = steps.say(row, old_codes.NoteKind.REASON, reason)
    steps.note(row, "contest_returned", actor, said)
    return row


@transaction.atomic
def issue(*, actor: User, account_id: UUID, expected_version: int | None = None) -> OldAccount:
    """The body contests, signed by a second person; the credit office decides on its own clock."""
    row = steps.locked(actor, account_id, old_policies.ISSUE, expected_version)
    steps.require_second(actor, row, "drafter")
    actor = steps.capacity(actor, old_policies.ISSUE, row)
    row.issuer, row.contested_on = actor, clock.today()
    steps.move(row, "issue", actor, "issuer", "contested_on")
    workflow.satisfy(steps.ANSWER, row)
    workflow.start_deadline(
        kind=steps.DECIDE, case=row, organisation=row.organisation,
        start_on=clock.today(), rule=DECIDE_RULE,
    )  # fmt: skip
    steps.note(row, "contested", actor)
    officers = holders_of(old_policies.CHECK, row.organisation)
    told = [one for one in officers if old_policies.may(one, old_policies.CHECK, row)]
    steps.tell("old_account_contested", row, told, "contested")
    steps.publish(row.organisation)
    return row
