"""The acts on a campaign and on one of its cases: which I may do now, and what each asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from commitments import policies, selectors_campaigns
from commitments import policies_old_accounts as old_policies
from commitments.forms.acts import ConfirmForm
from commitments.forms.campaigns import CaseClaimForm, CasePlanForm, WeekForm
from commitments.models import Campaign, CampaignWork
from commitments.services import campaign_cases, campaigns
from credit_portal.common import clock
from credit_portal.directory.selectors import heir_of
from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound

S, C = codes.CampaignState, codes.CaseState
LIVE = (S.RUNNING, S.ACCEPTANCE, S.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act, when it is open and who may. The page itself shows what was done: `done` is empty."""

    states: tuple[str, ...]
    verb: str
    extra: tuple[tuple[str, Any], ...] = ()


CAMPAIGN: dict[str, Act] = {
    "start": Act(
        campaigns.start, _("Begin the campaign"),
        _("Freezes every case in scope as it stands now and makes the campaign public."), "",
        ConfirmForm, tone="main", verb=old_policies.CONFIRM, states=(S.PLANNED,),
    ),
    "drop": Act(
        campaigns.drop, _("Give the plan up"),
        _("It was never begun: nothing of it becomes public."), "", ConfirmForm, tone="red",
        verb=old_policies.CHECK, states=(S.PLANNED,),
    ),
    "report": Act(
        campaigns.report_week, _("Report on the week"), _("The public figures are stated anew."),
        "", WeekForm, tone="main", verb=old_policies.ANSWER, states=(S.RUNNING,),
    ),
    "end": Act(
        campaigns.end, _("End the work"),
        _("Weekly reports fall away; what is said to be settled is accepted or not."), "",
        ConfirmForm, verb=old_policies.CHECK, states=(S.RUNNING,),
    ),
    "close": Act(
        campaigns.close, _("Close the campaign"), _("The look-back follows after six months."), "",
        ConfirmForm, tone="main", verb=old_policies.CONFIRM, states=(S.ACCEPTANCE,),
    ),
    "finish": Act(
        campaigns.finish, _("Finish the look-back"),
        _("Every settled case has been looked back at."), "", ConfirmForm, tone="main",
        verb=old_policies.CONFIRM, states=(S.CLOSED,),
    ),
}  # fmt: skip
CASE: dict[str, Act] = {
    "plan": Act(
        campaign_cases.set_plan, _("Write the plan"), _("How, by whom and until when."), "",
        CasePlanForm, verb=old_policies.ANSWER, states=(C.OPEN, C.REOPENED),
    ),
    "claim": Act(
        campaign_cases.claim_settled, _("Say that it is settled"),
        _("Two from outside the body accept it."), "", CaseClaimForm, tone="main",
        verb=old_policies.ANSWER, states=(C.OPEN, C.REOPENED),
    ),
    "found": Act(
        campaign_cases.propose_accepted, _("Find it settled"), _("A second person accepts."), "",
        ConfirmForm, tone="main", verb=old_policies.CHECK, states=(C.CLAIMED,),
    ),
    "accept": Act(
        campaign_cases.accept_settled, _("Accept as settled"), _("The public figures say so."), "",
        ConfirmForm, tone="main", verb=old_policies.CONFIRM, states=(C.CLAIMED,),
    ),
    "send_back": Act(
        campaign_cases.send_back, _("Not settled"), _("The case is open again."), "", ConfirmForm,
        tone="red", verb=old_policies.CHECK, states=(C.CLAIMED,),
    ),
    "stands": Act(
        campaign_cases.look_back, _("Still settled"), _("Look-back after six months."), "",
        ConfirmForm, verb=old_policies.CHECK, states=(C.SETTLED,), extra=(("still", True),),
    ),
    "reopen": Act(
        campaign_cases.look_back, _("Reopen it"), _("It is no longer settled."), "", ConfirmForm,
        tone="red", verb=old_policies.CHECK, states=(C.SETTLED,), extra=(("still", False),),
    ),
}  # fmt: skip


def may_begin(user: Any, row: Campaign) -> bool:
    """Whether he is another than who planned it, and its period runs."""
    other = old_policies.may_second(user, row.planner, clock.day_of(row.created_at))
    return other and row.starts_on <= clock.today() <= row.ends_on


def _campaign_open(name: str, act: Act, user: Any, row: Campaign) -> bool:
    if row.state not in act.states:
        return False
    if name == "report":
        return selectors_campaigns.open_duty(user, row) is not None
    if name == "start" and not may_begin(user, row):
        return False
    return policies.allows(user, act.verb, row.scope)


def _case_open(name: str, act: Act, user: Any, row: CampaignWork) -> bool:
    body, state = heir_of(row.case.organisation), row.case.campaign.state
    if row.state not in act.states or not policies.allows(user, act.verb, body):
        return False
    if act.verb in old_policies.OFFICE and old_policies.bar(user, body) is not None:
        return False
    if name == "stands" and not campaigns.is_time_for_look_back(row.case.campaign):
        return False
    allowed = {"plan": state == S.RUNNING, "found": row.proposer is None,
               "accept": row.proposer is not None, "stands": state == S.CLOSED,
               "reopen": state == S.CLOSED}  # fmt: skip
    return state in LIVE and allowed.get(name, True)


def form_for(act: Act, row: Any, data: Any = None, files: Any = None) -> Form:
    """The form of an act."""
    if act.form is CasePlanForm:
        first = {"plan": row.plan, "owner": row.owner_id, "planned_on": row.planned_on}
        return CasePlanForm(data, body=heir_of(row.case.organisation), initial=first)
    made: Form = act.form(data, files) if act.form is CaseClaimForm else act.form(data)
    return made


def given(act: Act, form: Form) -> dict[str, Any]:
    """Arguments of the service from its form."""
    data = form.cleaned_data
    if act.form is CasePlanForm:
        return {"plan": data["plan"], "owner_id": data["owner"].pk,
                "planned_on": data["planned_on"]}  # fmt: skip
    if act.form is CaseClaimForm:
        return {"claim": data["claim"], "upload": data["file"]}
    return {**data, **dict(act.extra)}


def acts_for(user: Any, row: Campaign | CampaignWork, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    case = isinstance(row, CampaignWork)
    route = "commitments:campaign-case-act" if case else "commitments:campaign-act"
    shown = []
    for name, act in (CASE if case else CAMPAIGN).items():
        is_open = (
            _case_open(name, act, user, row)
            if isinstance(row, CampaignWork)
            else _campaign_open(name, act, user, row)
        )
        if is_open:
            url = reverse(route, args=[row.pk, name])
            shown.append(panels.button(name, act, url, partial(form_for, act, row), bound))
    return shown
