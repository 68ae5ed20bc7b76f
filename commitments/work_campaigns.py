"""What campaigns ask of a member of staff: a weekly report, acceptances."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import codes_old_accounts as codes
from commitments import policies_old_accounts as policies
from commitments import selectors_campaigns as selectors
from commitments.models import CampaignWork
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.directory.selectors import heir_of
from credit_portal.workflow.registry import WorkItem

LIMIT = 30


def items(user: Any) -> Iterator[WorkItem]:
    """Weekly reports owed, cases to check, to accept, to look back at; campaigns to begin."""
    if user.organisation_paths(policies.ANSWER):
        yield from _reports(user)
    if user.organisation_paths(policies.CHECK):
        yield from _cases(user, policies.CHECK, _("Settled case to check"), proposed=False)
        yield from _look_backs(user)
    if user.organisation_paths(policies.CONFIRM):
        yield from _cases(user, policies.CONFIRM, _("Settled case to accept"), proposed=True)
        yield from _to_begin(user)


def _reports(user: Any) -> Iterator[WorkItem]:
    today = clock.today()
    rows = selectors.owed_now(user, today).filter(campaign__state=codes.CampaignState.RUNNING)
    for duty in rows.select_related("campaign", "organisation")[:LIMIT]:
        yield WorkItem(
            title=localized(duty.campaign, "title"),
            url=reverse("commitments:campaign", args=[duty.campaign_id]),
            kind=_("Weekly report"),
            due_on=duty.week_ends_on,
            overdue=duty.week_ends_on < today,
            organisation=localized(duty.organisation, "name"),
        )


def _to_begin(user: Any) -> Iterator[WorkItem]:
    """Campaigns that another one planned and whose period runs."""
    for row in selectors.to_begin(user, clock.today())[:LIMIT]:
        if not policies.may_second(user, row.planner, clock.day_of(row.created_at)):
            continue
        yield WorkItem(
            title=localized(row, "title"),
            url=reverse("commitments:campaign", args=[row.pk]),
            kind=_("Campaign to begin"),
            due_on=row.starts_on,
            organisation=localized(row.scope, "name"),
        )


def _cases(user: Any, verb: str, kind: str, *, proposed: bool) -> Iterator[WorkItem]:
    rows = selectors.works_visible_to(user).filter(
        selectors.acts(user, (verb,), "case__organisation"),
        state=codes.CaseState.CLAIMED,
        proposer__isnull=not proposed,
    )
    yield from _lines(user, rows, kind, lambda row: row.claimed_on)


def _look_backs(user: Any) -> Iterator[WorkItem]:
    by = clock.today() + dt.timedelta(selectors.LOOK_BACK_AHEAD)
    rows = selectors.to_look_back(user, by)
    yield from _lines(user, rows, _("Look back at a settled case"), lambda row: None)


def _lines(
    user: Any, rows: QuerySet[CampaignWork], kind: str, due: Callable[[CampaignWork], Any]
) -> Iterator[WorkItem]:
    """The cases about which he may act."""
    for row in rows[:LIMIT]:
        if policies.bar(user, heir_of(row.case.organisation)) is not None:
            continue
        yield WorkItem(
            title=_("%(title)s, case %(number)d")
            % {"title": localized(row.case.campaign, "title"), "number": row.case.number},
            url=reverse("commitments:campaign-case", args=[row.pk]),
            kind=kind,
            due_on=due(row),
            organisation=localized(row.case.organisation, "name"),
        )
