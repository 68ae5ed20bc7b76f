"""The work on the cases of a campaign: planned and claimed by the body, accepted by two others."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments import machine_campaigns as machine
from commitments import policies
from commitments import policies_old_accounts as old_policies
from commitments import selectors_campaigns as selectors
from commitments.models import CampaignWork
from commitments.selectors import NOT_THERE
from commitments.services import campaigns, steps
from commitments.services.steps import check_reason
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory.models import Post
from credit_portal.directory.selectors import heir_of
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.workflow import moves

RUNNING, ACCEPTANCE, CLOSED = (
    codes.CampaignState.RUNNING, codes.CampaignState.ACCEPTANCE, codes.CampaignState.CLOSED,
)  # fmt: skip


def _locked(actor: User, case_id: UUID, verb: str, *states: str) -> CampaignWork:
    row = lock(selectors.works_visible_to(actor), case_id)
    body = heir_of(row.case.organisation)
    policies.require(actor, verb, body)
    if verb in old_policies.OFFICE:
        campaigns.require_outside(actor, body)
    if row.case.campaign.state not in states:
        raise Conflict("campaign_moved_on", _("The campaign is not in a state that allows this."))
    return row


def _done(row: CampaignWork, name: str, actor: User) -> CampaignWork:
    campaigns.trail(name, actor, row.case.campaign, case=row.case.number)
    return row


def _move(row: CampaignWork, name: str, actor: User, *also: str) -> None:
    body = heir_of(row.case.organisation)
    moves.move(machine.CASE, row, name, actor=actor, organisation=body, also=also)


@transaction.atomic
def set_plan(
    *, actor: User, case_id: UUID, plan: str, owner_id: UUID, planned_on: dt.date
) -> CampaignWork:
    """The body says how, by whom and until when the case will be settled."""
    row = _locked(actor, case_id, old_policies.ANSWER, RUNNING)
    owner = Post.objects.filter(
        pk=owner_id, organisation=heir_of(row.case.organisation), active=True
    ).first()
    if owner is None:
        raise Invalid("post_unknown", _("Choose a post of this body."), field="owner")
    if planned_on < clock.today():
        raise Invalid("planned_past", _("The planned day has passed."), field="planned_on")
    row.plan, row.owner, row.planned_on = check_reason(plan), owner, planned_on
    row.version, row.updated_at = row.version + 1, clock.now()
    row.save(update_fields=["plan", "owner", "planned_on", "version", "updated_at"])
    return _done(row, "case_planned", actor)


@transaction.atomic
def claim_settled(*, actor: User, case_id: UUID, claim: str, upload: Any) -> CampaignWork:
    """The body says that the case is settled, with evidence."""
    row = _locked(actor, case_id, old_policies.ANSWER, RUNNING, ACCEPTANCE, CLOSED)
    if not upload:
        raise Invalid("evidence_missing", _("Attach the evidence."), field="file")
    row.claim = check_reason(claim)
    row.file = files.store(upload=upload, owner=actor, purpose="campaign")
    row.claimed_by, row.claimed_on, row.proposer = actor, clock.today(), None
    _move(row, "claim", actor, "claim", "file", "claimed_by", "claimed_on", "proposer")
    return _done(row, "case_claimed", actor)


@transaction.atomic
def propose_accepted(*, actor: User, case_id: UUID) -> CampaignWork:
    """One from outside the body finds it settled; another accepts."""
    row = _locked(actor, case_id, old_policies.CHECK, RUNNING, ACCEPTANCE, CLOSED)
    if row.state != codes.CaseState.CLAIMED or row.proposer_id is not None:
        raise Conflict("state_conflict", _("Nothing waits for this here."))
    old_policies.require_second(actor, row.claimed_by, row.claimed_on)
    steps.require_clean(row.file)
    row.proposer, row.proposed_on, row.updated_at = actor, clock.today(), clock.now()
    row.save(update_fields=["proposer", "proposed_on", "updated_at"])
    return _done(row, "case_found", actor)


@transaction.atomic
def accept_settled(*, actor: User, case_id: UUID) -> CampaignWork:
    """A second one from outside accepts: it is settled, and the public figures say so."""
    row = _locked(actor, case_id, old_policies.CONFIRM, RUNNING, ACCEPTANCE, CLOSED)
    if row.proposer is None:
        raise Conflict("not_found_yet", _("Nobody has found it settled yet."))
    old_policies.require_second(actor, row.proposer, row.proposed_on)
    old_policies.require_second(actor, row.claimed_by, row.claimed_on)
    steps.require_clean(row.file)
    row.accepter, row.settled_on, row.looked_back_on = actor, clock.today(), None
    _move(row, "settle", actor, "accepter", "settled_on", "looked_back_on")
    campaigns.publish(row.case.campaign)
    return _done(row, "case_settled", actor)


@transaction.atomic
def send_back(*, actor: User, case_id: UUID) -> CampaignWork:
    """It is not settled: the case is open again."""
    row = _locked(actor, case_id, old_policies.CHECK, RUNNING, ACCEPTANCE, CLOSED)
    row.proposer = None
    _move(row, "send_back", actor, "proposer")
    return _done(row, "case_sent_back", actor)


@transaction.atomic
def look_back(*, actor: User, case_id: UUID, still: bool) -> CampaignWork:
    """Six months later: still settled; or reopened, which may be found at any time.

    Raises Conflict ("look_back_early") before the fourteen days that lead to the day.
    """
    row = _locked(actor, case_id, old_policies.CHECK, CLOSED)
    row.looked_back_on = clock.today()
    if still:
        if row.state != codes.CaseState.SETTLED:
            raise Conflict("state_conflict", _("Nothing waits for this here."))
        campaigns.require_time_passed(row.case.campaign)
        row.save(update_fields=["looked_back_on"])
        return _done(row, "case_stands", actor)
    _move(row, "reopen", actor, "looked_back_on")
    campaigns.publish(row.case.campaign)
    return _done(row, "case_reopened", actor)


@transaction.atomic
def read_evidence(*, actor: User, case_id: UUID) -> StoredFile:
    """The evidence of a claim, and the trace of the look. Raises NotFound."""
    row = selectors.work(actor, case_id)
    if row.file is None:
        raise NotFound("not_found", NOT_THERE)
    _done(row, "evidence_seen", actor)
    return row.file
