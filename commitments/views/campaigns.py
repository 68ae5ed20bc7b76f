"""Rectification campaigns on the desk: the list, one campaign, one case, the acts on both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import disclosures_campaigns as disclosures
from commitments import policies
from commitments import policies_old_accounts as old_policies
from commitments import selectors_campaigns as selectors
from commitments.forms.campaigns import CampaignForm
from commitments.models import Campaign, CampaignWork
from commitments.services import campaign_cases, campaigns
from commitments.views import campaign_panel as panel
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.directory.selectors import heir_of
from credit_portal.files.responses import attachment
from credit_portal.workflow.panels import Bound

PAGE = 50


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Campaigns that I may see, the newest first."""
    user = user_of(request)
    context = {
        "rows": selectors.visible_to(user)[:200],
        "may_plan": bool(user.organisation_paths(old_policies.CHECK)),
    }
    return render(request, "commitments/campaigns.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign."""
    user = user_of(request)
    if not user.organisation_paths(old_policies.CHECK):
        raise NotAllowed("not_allowed", policies.NO_ROLE)
    form = CampaignForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        done = attempt(request, campaigns.plan, form, **form.given())
        if done:
            messages.success(request, _("Planned. A second person begins it."))
            return redirect("commitments:campaign", done.answer["id"])
    status = 422 if form.errors else 200
    return render(request, "commitments/campaign_new.html", {"form": form}, status=status)


@login_required
@require_safe
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """One campaign with its figures and the cases that I may see."""
    return _campaign(request, selectors.campaign(user_of(request), campaign_id))


def _campaign(request: HttpRequest, row: Campaign, bound: Bound = None) -> HttpResponse:
    user = user_of(request)
    works = selectors.works_visible_to(user).filter(case__campaign=row)
    context = {
        "row": row,
        "document": disclosures.document(row) if row.baseline_on else None,
        "page": Paginator(works, PAGE).get_page(request.GET.get("page")),
        "deadlines": selectors.clocks(user, row),
        "acts": panel.acts_for(user, row, bound),
    }
    return render(request, "commitments/campaign.html", context, status=422 if bound else 200)


@login_required
@require_POST
def campaign_act(request: HttpRequest, campaign_id: UUID, name: str) -> HttpResponse:
    """Do one act on a campaign."""
    row = selectors.campaign(user_of(request), campaign_id)
    act = panel.CAMPAIGN.get(name)
    if act is None:
        raise NotFound("not_found", _("There is no such act."))
    _require(request, act, row)
    form = panel.form_for(act, row, request.POST)
    given: dict[str, Any] = {"campaign_id": row.pk}
    if not form.is_valid() or not attempt(
        request, act.service, form, **given, **panel.given(act, form)
    ):
        if form.visible_fields():
            return _campaign(request, row, (name, form))
        for texts in form.errors.values():
            messages.error(request, " ".join(str(text) for text in texts))
    return redirect("commitments:campaign", row.pk)


def _require(request: HttpRequest, act: panel.Act, row: Campaign) -> None:
    """Refuse before the form is read whoever could never do the act."""
    if act.verb != old_policies.ANSWER:
        policies.require(user_of(request), act.verb, row.scope)
    elif not user_of(request).organisation_paths(act.verb):
        raise NotAllowed("not_allowed", policies.NO_ROLE)


@login_required
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case of a campaign."""
    return _case(request, selectors.work(user_of(request), case_id))


def _case(request: HttpRequest, row: CampaignWork, bound: Bound = None) -> HttpResponse:
    context = {
        "row": row,
        "case": row.case,
        "campaign": row.case.campaign,
        "acts": panel.acts_for(user_of(request), row, bound),
    }
    return render(request, "commitments/campaign_case.html", context, status=422 if bound else 200)


@login_required
@require_POST
def case_act(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """Do one act on a case."""
    row = selectors.work(user_of(request), case_id)
    act = panel.CASE.get(name)
    if act is None:
        raise NotFound("not_found", _("There is no such act."))
    policies.require(user_of(request), act.verb, heir_of(row.case.organisation))
    form = panel.form_for(act, row, request.POST, request.FILES)
    if not form.is_valid() or not attempt(
        request, act.service, form, case_id=row.pk, **panel.given(act, form)
    ):
        if form.visible_fields():
            return _case(request, row, (name, form))
        for texts in form.errors.values():
            messages.error(request, " ".join(str(text) for text in texts))
    return redirect("commitments:campaign-case", row.pk)


@login_required
@require_safe
def case_file(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """The evidence of a claim, as a download; the look is on record first."""
    done = acts.run(campaign_cases.read_evidence, actor=user_of(request), case_id=case_id)
    return attachment(done.value)
