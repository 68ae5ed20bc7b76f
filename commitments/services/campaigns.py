"""Rectification campaigns: planned by one, begun by another with a frozen list of cases, worked
off by the bodies week by week, accepted by others, looked back at after six months."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments import disclosures_campaigns as disclosures
from commitments import machine_campaigns as machine
from commitments import policies
from commitments import policies_old_accounts as old_policies
from commitments import selectors_campaigns as selectors
from commitments.models import Campaign, CampaignCase, CampaignDuty, CampaignReport, CampaignWork
from commitments.services.steps import check_reason
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of, nearest_holders_of
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import heir_of
from credit_portal.notices.services import notify
from credit_portal.publishing import services as publishing
from credit_portal.publishing.documents import canonical
from credit_portal.workflow import moves
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from credit_portal.workflow.selectors import deadline_of, told

KIND = "campaign"
WEEK, LOOK_BACK = "commitments.campaign_week", selectors.LOOK_BACK
LOOK_BACK_RULE = "OLD-LOOKBACK"
FRIDAY = 4
MOST_CASES = 20_000


@transaction.atomic
def plan(
    *,
    actor: User,
    scope_id: UUID,
    title_zh: str,
    title_en: str = "",
    paper_number: str,
    paper_organ: str,
    paper_date: dt.date,
    starts_on: dt.date,
    ends_on: dt.date,
    ills: Collection[str],
    is_demo: bool = False,
) -> Campaign:
    """Plan a campaign by its document over the bodies below one body, and some of the four ills.

    Raises NotAllowed, Invalid ("document_in_future", "dates_order", "ills").
    """
    scope = Organisation.objects.get(pk=scope_id)
    policies.require(actor, old_policies.CHECK, scope)
    if paper_date > clock.today():
        raise Invalid("document_in_future", _("This day lies in the future."), field="paper_date")
    if ends_on <= starts_on:
        raise Invalid("dates_order", _("The end lies before the beginning."), field="ends_on")
    if not ills or set(ills) - set(codes.Ill.values):
        raise Invalid("ills", _("Choose at least one of the four."), field="ills")
    now = clock.now()
    row = Campaign.objects.create(
        organisation=actor.organisation or scope, scope=scope, title_zh=title_zh.strip(),
        title_en=title_en.strip(), paper_number=paper_number.strip(),
        paper_organ=paper_organ.strip(), paper_date=paper_date, starts_on=starts_on,
        ends_on=ends_on, ills=[one for one in codes.Ill.values if one in ills], planner=actor,
        is_demo=is_demo, created_at=now, updated_at=now,
    )  # fmt: skip
    trail("planned", actor, row)
    return row


def trail(name: str, actor: Actor, row: Campaign, **data: Any) -> None:
    """Audit row of an act on a campaign."""
    audit.record(
        f"commitments.campaign_{name}", actor=actor, target=row, new={"state": row.state},
        organisation=row.scope, **data,
    )  # fmt: skip


def locked(actor: User, campaign_id: UUID, verb: str) -> Campaign:
    """The campaign, locked; the actor holds the verb over its scope."""
    row = lock(selectors.visible_to(actor), campaign_id)
    policies.require(actor, verb, row.scope)
    return row


def _move(row: Campaign, name: str, actor: User, *also: str) -> None:
    moves.move(machine.CAMPAIGN, row, name, actor=actor, organisation=row.scope, also=also)


@transaction.atomic
def start(*, actor: User, campaign_id: UUID) -> Campaign:
    """Begin it: every case in scope as it stands now is frozen, with a digest of the whole list;
    the campaign becomes public, decided by who planned it and who begins it."""
    row = locked(actor, campaign_id, old_policies.CONFIRM)
    old_policies.require_second(actor, row.planner, clock.day_of(row.created_at))
    if clock.today() > row.ends_on:
        raise Conflict("campaign_over", _("The period of this campaign has passed."))
    if clock.today() < row.starts_on:
        raise Conflict("campaign_early", _("The period of this campaign has not begun yet."))
    cases = list(_baseline(row))
    if not cases:
        raise Conflict("nothing_in_scope", _("Nothing in scope is owed, overdue or broken."))
    if len(cases) > MOST_CASES:
        raise Conflict("too_many_cases", _("More than 20,000 cases: narrow the scope."))
    CampaignCase.objects.bulk_create(cases, batch_size=500)
    now = clock.now()
    works = [CampaignWork(case=one, updated_at=now) for one in cases]
    CampaignWork.objects.bulk_create(works, batch_size=500)
    row.starter, row.baseline_on = actor, clock.today()
    row.baseline_sha = digest(cases)
    _move(row, "start", actor, "starter", "baseline_on", "baseline_sha")
    for body in {one.organisation_id: one.organisation for one in cases}.values():
        open_week(row, body, row.baseline_on)
    trail("started", actor, row, cases=len(cases), sha=row.baseline_sha)
    publishing.decide(
        kind=KIND, source=row, document=disclosures.document(row), organisation=row.organisation,
        proposer=row.planner, approver=actor,
    )  # fmt: skip
    return row


@transaction.atomic
def drop(*, actor: User, campaign_id: UUID) -> Campaign:
    """Give a plan up that was never begun; it stays on record and is shown to nobody outside."""
    row = locked(actor, campaign_id, old_policies.CHECK)
    _move(row, "drop", actor)
    trail("dropped", actor, row)
    return row


def _baseline(row: Campaign) -> Iterator[CampaignCase]:
    number = 0
    for account in selectors.accounts_in_scope(row):
        number += 1
        yield CampaignCase(
            campaign=row, number=number, organisation=account.organisation, account=account,
            ill=account.ill, found_as=account.state,
        )  # fmt: skip
    if codes.Ill.NOT_HONOURED not in row.ills:
        return
    for one in selectors.commitments_in_scope(row, clock.today()):
        number += 1
        yield CampaignCase(
            campaign=row, number=number, organisation=one.organisation, commitment=one,
            ill=codes.Ill.NOT_HONOURED, found_as=one.outcome,
        )  # fmt: skip


def digest(cases: Collection[CampaignCase]) -> str:
    """SHA-256 over the frozen list in canonical form."""
    rows = [
        [one.number, str(one.account_id or one.commitment_id), one.ill, one.found_as]
        for one in sorted(cases, key=lambda one: one.number)
    ]
    return hashlib.sha256(canonical({"cases": rows}).encode()).hexdigest()


def open_week(row: Campaign, body: Organisation, after: dt.date) -> CampaignDuty | None:
    """The duty to report on the week that ends with the Friday after a day; None beyond the end."""
    friday = after + dt.timedelta((FRIDAY - after.weekday() - 1) % 7 + 1)
    if friday > row.ends_on + dt.timedelta(6):
        return None
    duty, fresh = CampaignDuty.objects.get_or_create(
        campaign=row, organisation=body, week_ends_on=friday
    )
    if fresh:
        workflow.start_deadline(
            kind=WEEK, case=duty, organisation=body, start_on=after, due_on=friday
        )
    return duty


@transaction.atomic
def report_week(*, actor: User, campaign_id: UUID, text: str) -> CampaignReport:
    """A body's report on the earliest week that has begun and that it has not reported on."""
    row = lock(selectors.visible_to(actor), campaign_id)
    duty = selectors.open_duty(actor, row)
    if duty is None or row.state != codes.CampaignState.RUNNING:
        raise Conflict("nothing_to_report", _("No weekly report is owed now."))
    body = heir_of(duty.organisation)
    policies.require(actor, old_policies.ANSWER, body)
    settled = CampaignWork.objects.filter(
        case__campaign=row, case__organisation__in=selectors.acted_for(body),
        state=codes.CaseState.SETTLED,
    )  # fmt: skip
    report = CampaignReport.objects.create(
        duty=duty, text=check_reason(text), settled=settled.count(), filed_by=actor,
        filed_at=clock.now(),
    )  # fmt: skip
    workflow.satisfy(WEEK, duty)
    open_week(row, body, duty.week_ends_on)
    trail("reported", actor, row, week=duty.week_ends_on.isoformat())
    publish(row)
    return report


def publish(row: Campaign) -> None:
    """State the figures as they stand, a fact of time; two acts at once take turns."""
    row = lock(Campaign.objects.select_related("organisation", "scope"), row.pk)
    publishing.publish_status(
        kind=KIND, source=row, document=disclosures.document(row), organisation=row.organisation
    )


@transaction.atomic
def end(*, actor: User, campaign_id: UUID) -> Campaign:
    """The work has ended, weekly duties fall away; what is claimed is accepted or sent back."""
    row = locked(actor, campaign_id, old_policies.CHECK)
    _move(row, "end", actor)
    for duty in CampaignDuty.objects.filter(campaign=row, report=None):
        workflow.cancel(WEEK, duty)
    trail("ended", actor, row)
    publish(row)
    return row


@transaction.atomic
def close(*, actor: User, campaign_id: UUID) -> Campaign:
    """Close it once nothing waits for acceptance; the look-back begins to run (six months)."""
    row = locked(actor, campaign_id, old_policies.CONFIRM)
    _require_none(row, codes.CaseState.CLAIMED)
    row.closed_on = clock.today()
    _move(row, "close", actor, "closed_on")
    workflow.start_deadline(
        kind=LOOK_BACK, case=row, organisation=row.organisation, start_on=clock.today(),
        rule=LOOK_BACK_RULE,
    )  # fmt: skip
    trail("closed", actor, row)
    publish(row)
    return row


def _require_none(row: Campaign, state: str) -> None:
    if CampaignWork.objects.filter(case__campaign=row, state=state).exists():
        raise Conflict("cases_waiting", _("Cases still wait for acceptance."))


@transaction.atomic
def finish(*, actor: User, campaign_id: UUID) -> Campaign:
    """Finish it once nothing waits for acceptance and every settled case was looked back at."""
    row = locked(actor, campaign_id, old_policies.CONFIRM)
    _require_none(row, codes.CaseState.CLAIMED)
    left = CampaignWork.objects.filter(
        case__campaign=row, state=codes.CaseState.SETTLED, looked_back_on=None
    )
    if left.exists():
        raise Conflict("not_looked_back", _("Settled cases have not been looked back at yet."))
    row.finished_on = clock.today()
    _move(row, "finish", actor, "finished_on")
    workflow.satisfy(LOOK_BACK, row)
    trail("finished", actor, row)
    publish(row)
    return row


def is_time_for_look_back(row: Campaign) -> bool:
    """Whether the fourteen days that lead to the day of the look-back have begun."""
    due = deadline_of(LOOK_BACK, row)
    return due is not None and clock.today() >= due.due_on - dt.timedelta(selectors.LOOK_BACK_AHEAD)


def require_time_passed(row: Campaign) -> None:
    """Raise Conflict when it is too early for the look-back."""
    if not is_time_for_look_back(row):
        raise Conflict(
            "look_back_early",
            _("The look-back is done six months after the end: from fourteen days before its day."),
        )


def require_outside(actor: User, body: Organisation) -> None:
    """Raise NotAllowed for somebody of the body: others accept what it says."""
    found = old_policies.bar(actor, body)
    if found is not None:
        raise NotAllowed(*found)


@transaction.atomic
def week_passed(deadline_ids: Collection[UUID], today: dt.date) -> None:
    """A week ended without a report: the superior is told, the next week begins, the figures
    are stated."""
    keys = Deadline.objects.filter(pk__in=list(deadline_ids)).values_list("case_id", flat=True)
    duties = CampaignDuty.objects.filter(pk__in=list(keys), report=None)
    shown = {}
    for duty in duties.select_related("campaign__scope", "campaign__organisation", "organisation"):
        workflow.close_missed(WEEK, duty)
        if duty.campaign.state == codes.CampaignState.RUNNING:
            open_week(duty.campaign, heir_of(duty.organisation), duty.week_ends_on)
            _tell_late(duty)
        shown[duty.campaign_id] = duty.campaign
    for row in shown.values():
        publish(row)


def _tell_late(duty: CampaignDuty) -> None:
    body = heir_of(duty.organisation)
    people = nearest_holders_of(old_policies.ISSUE, body.parent or body)
    due = {"due_on": duty.week_ends_on.isoformat()}
    _tell("campaign_week_missed", duty.campaign, people, due, str(duty.pk))


def _tell(
    template: str, row: Campaign, people: Collection[User], due: dict[str, str], key: str
) -> None:
    notify(
        recipients=people,
        template=template,
        context={
            "title_zh": row.title_zh,
            "title_en": row.title_en or row.title_zh,
            "organisation_zh": row.scope.name_zh,
            "organisation_en": row.scope.name_en or row.scope.name_zh,
            **due,
            "url": f"/staff/commitments/campaigns/{row.pk}/",
        },
        dedupe_key=f"{template}:{key}",
        organisation=row.scope,
    )


@transaction.atomic
def look_back_due(deadline_ids: Collection[UUID], today: dt.date) -> None:
    """The day of the look-back comes or has passed: the credit office is told."""
    for one in Deadline.objects.filter(pk__in=list(deadline_ids)):
        row = Campaign.objects.select_related("scope").get(pk=one.case_id)
        people = holders_of(old_policies.CHECK, row.scope)
        _tell("campaign_look_back", row, people, told(one), f"{one.pk}:{today >= one.due_on}")


def name_weeks(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the weekly reports of deadlines are called, and the page of their campaign."""
    deadlines = dict(Deadline.objects.filter(pk__in=deadline_ids).values_list("pk", "case_id"))
    duties = CampaignDuty.objects.select_related("campaign").in_bulk(list(deadlines.values()))
    return {
        pk: _name(duties[case].campaign, f"（{duties[case].week_ends_on}止）",
                  f" (week to {duties[case].week_ends_on})")
        for pk, case in deadlines.items() if case in duties
    }  # fmt: skip


def name_campaigns(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the campaigns of deadlines are called, and their pages on the desk."""
    deadlines = dict(Deadline.objects.filter(pk__in=deadline_ids).values_list("pk", "case_id"))
    rows = Campaign.objects.in_bulk(list(deadlines.values()))
    return {pk: _name(rows[case]) for pk, case in deadlines.items() if case in rows}


def _name(row: Campaign, zh: str = "", en: str = "") -> CaseName:
    url = f"/staff/commitments/campaigns/{row.pk}/"
    return CaseName(row.title_zh + zh, (row.title_en or row.title_zh) + en, url, row.ref)
