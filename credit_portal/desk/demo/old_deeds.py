"""What steps about old accounts do; each a service for `acts.run`, as in `deeds`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from commitments import disclosures
from commitments import services as commitments
from commitments.codes_old_accounts import Ill
from commitments.models import Campaign, CampaignReport, CampaignWork, Commitment, OldAccount
from commitments.services import campaign_cases, campaigns, old_answers, old_filing, old_office
from commitments.services.old_steps import CLAIMANT
from credit_portal.accounts.models import User
from credit_portal.common.actors import Actor
from credit_portal.directory import uscc
from credit_portal.directory.models import Post
from credit_portal.publishing.services import document_sha
from credit_portal.workflow import receipts

Id = UUID | str


def old_file(
    *, actor: Actor, body_id: Id, facts: Mapping[str, Any], words: str, name: str, number: int
) -> OldAccount:
    """A fictional firm (or, with number 0, a person) files; nobody keeps the receipt."""
    firm = number > 0
    amount = Decimal(facts["amount"]) if facts.get("amount") else None
    return old_filing.file_claim(
        actor=CLAIMANT,
        receipt_digest=receipts.issue()[1],
        body_id=UUID(str(body_id)),
        claimed_by="firm" if firm else "citizen",
        facts={**facts, "amount": amount, "amount_public": firm},
        words=words,
        name=name,
        contact=f"024-000000{number:02}",
        code=uscc.fictional(900 + number) if firm else "",
        is_demo=True,
    )


def old_check(*, actor: User, account_id: Id) -> OldAccount:
    """Checked by one officer."""
    return old_office.check(actor=actor, account_id=UUID(str(account_id)))


def old_return(*, actor: User, account_id: Id, reason: str) -> OldAccount:
    """Returned to be completed."""
    return old_office.return_to_complete(
        actor=actor, account_id=UUID(str(account_id)), reason=reason
    )


def old_forward(*, actor: User, account_id: Id) -> OldAccount:
    """Forwarded by another."""
    return old_office.forward(actor=actor, account_id=UUID(str(account_id)))


def old_contest(*, actor: User, account_id: Id, reason: str) -> OldAccount:
    """A contest is drafted."""
    return old_answers.contest(actor=actor, account_id=UUID(str(account_id)), reason=reason)


def old_issue(*, actor: User, account_id: Id) -> OldAccount:
    """It is signed."""
    return old_answers.issue(actor=actor, account_id=UUID(str(account_id)))


def old_propose(*, actor: User, account_id: Id, upheld: bool, reason: str) -> OldAccount:
    """A decision is proposed."""
    return old_office.propose_decision(
        actor=actor, account_id=UUID(str(account_id)), upheld=upheld, reason=reason
    )


def old_confirm(*, actor: User, account_id: Id) -> OldAccount:
    """It is confirmed."""
    return old_office.confirm_decision(actor=actor, account_id=UUID(str(account_id)))


def old_accept(
    *, actor: User, account_id: Id, due_on: dt.date, texts: Mapping[str, str]
) -> OldAccount:
    """The body owns up to it and hands its plan in."""
    row = OldAccount.objects.get(pk=account_id)
    post = Post.objects.filter(organisation=row.organisation_id, is_principal=True, active=True)
    row = old_answers.accept(
        actor=actor, account_id=row.pk, post_id=post.earliest("id").pk, due_on=due_on, texts=texts
    )
    commitments.submit(actor=actor, commitment_id=UUID(str(row.commitment_id)))
    return row


def old_register(*, actor: User, account_id: Id) -> OldAccount:
    """A second person approves the commitment that it became."""
    row = OldAccount.objects.get(pk=account_id)
    draft = Commitment.objects.get(old_account=row)
    seen = document_sha(disclosures.registration_preview(draft, actor))
    commitments.approve(actor=actor, commitment_id=draft.pk, doc_sha=seen)
    return row


def campaign_plan(
    *, actor: User, scope_id: Id, title: str, starts_on: dt.date, ends_on: dt.date
) -> Campaign:
    """A rectification campaign is planned over all four ills."""
    return campaigns.plan(
        actor=actor,
        scope_id=UUID(str(scope_id)),
        title_zh=title,
        title_en="Sample campaign: new officials settle old accounts",
        paper_number=f"示例办发〔{starts_on.year}〕12号",
        paper_organ="示例市人民政府办公室",
        paper_date=starts_on,
        starts_on=starts_on,
        ends_on=ends_on,
        ills=list(Ill.values),
        is_demo=True,
    )


def campaign_start(*, actor: User, campaign_id: Id) -> Campaign:
    """It begins and its list is frozen."""
    return campaigns.start(actor=actor, campaign_id=UUID(str(campaign_id)))


def campaign_report(*, actor: User, campaign_id: Id, text: str) -> CampaignReport:
    """A body reports on its week."""
    return campaigns.report_week(actor=actor, campaign_id=UUID(str(campaign_id)), text=text)


def _case(campaign_id: Id, account_id: Id) -> UUID:
    wanted = {"case__campaign": campaign_id, "case__account": account_id}
    key: UUID = CampaignWork.objects.get(**wanted).pk
    return key


def campaign_case_plan(
    *, actor: User, campaign_id: Id, account_id: Id, plan: str, planned_on: dt.date
) -> CampaignWork:
    """The body says how, by whom and until when it will settle a case."""
    case = _case(campaign_id, account_id)
    body = OldAccount.objects.get(pk=account_id).organisation_id
    owner = Post.objects.filter(organisation=body, is_principal=True, active=True).earliest("id")
    return campaign_cases.set_plan(
        actor=actor, case_id=case, plan=plan, owner_id=owner.pk, planned_on=planned_on
    )


def campaign_case_claim(*, actor: User, campaign_id: Id, account_id: Id, text: str) -> CampaignWork:
    """The body says that it is settled, with a paper."""
    # Imported late: drawing is needed by the loader only, not by the web process.
    from credit_portal.desk.demo import papers  # noqa: PLC0415

    lines = ["付款凭证", "（演示材料，内容均为虚构）"]
    return campaign_cases.claim_settled(
        actor=actor, case_id=_case(campaign_id, account_id), claim=text,
        upload=papers.make("pdf", "付款凭证", lines, []),
    )  # fmt: skip


def campaign_case_found(*, actor: User, campaign_id: Id, account_id: Id) -> CampaignWork:
    """One from outside finds it settled."""
    return campaign_cases.propose_accepted(actor=actor, case_id=_case(campaign_id, account_id))


def campaign_case_accept(*, actor: User, campaign_id: Id, account_id: Id) -> CampaignWork:
    """Another accepts."""
    return campaign_cases.accept_settled(actor=actor, case_id=_case(campaign_id, account_id))


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        old_file, old_check, old_return, old_forward, old_contest, old_issue, old_propose,
        old_confirm, old_accept, old_register, campaign_plan, campaign_start, campaign_report,
        campaign_case_plan, campaign_case_claim, campaign_case_found, campaign_case_accept,
    )
}  # fmt: skip
