"""Every read of rectification campaigns by staff."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from commitments import codes as base
from commitments import codes_old_accounts as codes
from commitments import policies_old_accounts as policies
from commitments.models import (
    Campaign,
    CampaignCase,
    CampaignDuty,
    CampaignWork,
    Commitment,
    OldAccount,
)
from commitments.selectors import NOT_THERE
from credit_portal.accounts.scope import within, within_any
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Organisation, Post
from credit_portal.directory.selectors import passed_on
from credit_portal.workflow.models import Deadline

LOOK_BACK = "commitments.campaign_lookback"
LOOK_BACK_AHEAD = 14
"""Calendar days before the day of the look-back from which it is done (set by this portal)."""
LIVE = (codes.CampaignState.RUNNING, codes.CampaignState.ACCEPTANCE)


def acts(user: Any, verbs: tuple[str, ...], field: str) -> Q:
    """Bodies over which the user holds a verb, and bodies that closed whose heir is one of them: a
    case keeps the body under which it was frozen."""
    found = within_any(user, verbs, field)
    if not getattr(user, "is_authenticated", False):
        return found
    closed = [
        key for key, heir in passed_on().items() if any(user.may(verb, heir) for verb in verbs)
    ]
    return found | Q(**{f"{field}__in": closed})


def acted_for(body: Organisation) -> list[UUID]:
    """The body itself and those in whose place it acts."""
    return [body.pk, *(key for key, heir in passed_on().items() if heir == body)]


def duties_of(user: Any) -> QuerySet[CampaignDuty]:
    """Weekly reports that bodies of the user owe, those of bodies they took over included."""
    return CampaignDuty.objects.filter(acts(user, (policies.ANSWER,), "organisation"), report=None)


def owed_now(user: Any, today: dt.date) -> QuerySet[CampaignDuty]:
    """Those of weeks that have begun (Saturday to Friday), the earliest first: nobody reports on a
    week ahead."""
    rows = duties_of(user).filter(week_ends_on__lte=today + dt.timedelta(6))
    return rows.order_by("week_ends_on", "id")


def clocks(user: Any, row: Campaign) -> list[Deadline]:
    """Days that run in a campaign: the look-back, and the weeks on which his bodies report."""
    weeks = duties_of(user).filter(campaign=row).values_list("pk", flat=True)
    labels = [Campaign._meta.label_lower, CampaignDuty._meta.label_lower]
    rows = Deadline.objects.filter(case_type__in=labels, case_id__in=[row.pk, *weeks], outcome="")
    return list(rows.order_by("due_on", "id")[:5])


def visible_to(user: Any) -> QuerySet[Campaign]:
    """The credit office sees the campaigns of its bodies, a body those in which it has cases."""
    mine = CampaignCase.objects.filter(acts(user, policies.BODY, "organisation"))
    office = within_any(user, policies.OFFICE, "scope")
    rows = Campaign.objects.filter(office | Q(pk__in=mine.order_by().values("campaign_id")))
    return rows.select_related("organisation", "scope", "planner").order_by("-starts_on", "-id")


def to_begin(user: Any, today: dt.date) -> QuerySet[Campaign]:
    """Planned campaigns that the user may confirm and whose period runs, the earliest first."""
    rows = visible_to(user).filter(
        within_any(user, (policies.CONFIRM,), "scope"), starts_on__lte=today, ends_on__gte=today
    )
    return rows.filter(state=codes.CampaignState.PLANNED).order_by("starts_on", "id")


def to_look_back(user: Any, by: dt.date) -> QuerySet[CampaignWork]:
    """Settled cases of closed campaigns that the user may look back at, where the look-back is
    due by a day; the oldest settlement first."""
    due = Deadline.objects.filter(kind=LOOK_BACK, outcome="", due_on__lte=by)
    rows = works_visible_to(user).filter(
        acts(user, (policies.CHECK,), "case__organisation"),
        case__campaign__in=due.values("case_id"),
        case__campaign__state=codes.CampaignState.CLOSED,
        state=codes.CaseState.SETTLED,
        looked_back_on=None,
    )
    return rows.order_by("settled_on", "pk")


def campaign(user: Any, campaign_id: UUID) -> Campaign:
    """One visible campaign. Raises NotFound."""
    found = visible_to(user).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def works_visible_to(user: Any) -> QuerySet[CampaignWork]:
    """The work on cases of bodies that the user serves, in the order of the list."""
    scope = acts(user, (*policies.OFFICE, *policies.BODY), "case__organisation")
    rows = CampaignWork.objects.filter(scope)
    return rows.select_related(
        "case__campaign", "case__organisation", "case__account", "case__commitment", "owner",
        "file", "claimed_by", "proposer",
    ).order_by("case__campaign_id", "case__number")  # fmt: skip


def work(user: Any, case_id: UUID) -> CampaignWork:
    """The work on one visible case. Raises NotFound."""
    found = works_visible_to(user).filter(pk=case_id).first()
    if found is None:
        raise NotFound("not_found", NOT_THERE)
    return found


def open_duty(user: Any, row: Campaign) -> CampaignDuty | None:
    """The earliest weekly report that a body of the user owes now."""
    rows = owed_now(user, clock.today()).filter(campaign=row)
    return rows.select_related("organisation").first()


def accounts_in_scope(row: Campaign) -> QuerySet[OldAccount]:
    """Old accounts of the bodies in scope that are owed or disputed now, of the campaign's ills."""
    live = [one for one in codes.SEEN_BY_BODY if one not in codes.FINAL]
    rows = OldAccount.objects.filter(
        organisation__path__startswith=row.scope.path, ill__in=row.ills, state__in=live
    )
    return rows.select_related("organisation").order_by("organisation__path", "filed_on", "id")


def commitments_in_scope(row: Campaign, today: dt.date) -> QuerySet[Commitment]:
    """Public commitments of the bodies in scope that are broken, or certainly overdue and open;
    what members of staff promised for themselves is no case of the body."""
    overdue = Q(
        outcome=base.Outcome.OPEN, due_on__lt=today, due_provisional=False, due_stopped_on=None
    )
    rows = Commitment.objects.filter(
        Q(outcome=base.Outcome.BROKEN) | overdue,
        organisation__path__startswith=row.scope.path,
        state=base.State.REGISTERED,
        personal=None,
    )
    return rows.select_related("organisation").order_by("organisation__path", "due_on", "id")


def scopes_for(user: Any) -> QuerySet[Organisation]:
    """Bodies over whose subtree the user may plan a campaign."""
    rows = Organisation.objects.filter(within(user, policies.CHECK, ""), active=True)
    return rows.exclude(kind__startswith="foreign").order_by("path")


def posts_of(body: Organisation) -> QuerySet[Post]:
    """Posts of a body that may own a case, the principal one first."""
    rows = Post.objects.filter(organisation=body, active=True)
    return rows.select_related("organisation").order_by("-is_principal", "title_zh", "id")
