"""`/staff/leads/`: the list, one lead, the acts on it, a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.files.responses import attachment
from credit_portal.workflow.panels import Bound
from credit_portal.workflow.selectors import deadlines_of
from integrity_files import policies, services
from integrity_files import selectors_leads as selectors
from integrity_files.audit_verbs import STORY
from integrity_files.codes import Excuse, LeadState, Origin
from integrity_files.lead_forms import LeadForm
from integrity_files.listing import asked_of, chosen, page_of
from integrity_files.models import Lead
from integrity_files.views import lead_panel as panel


def _office(request: HttpRequest) -> Any:
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in selectors.VERBS):
        raise NotAllowed("not_allowed", _("Leads are verified by the credit office."))
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every lead that I may see, the newest first; `?state=` and `?origin=` narrow it."""
    user = _office(request)
    asked = asked_of(request, ("state", "origin"))
    known = {"state": LeadState.values, "origin": Origin.values}
    context = {
        "page": page_of(request, chosen(selectors.visible_to(user), asked, **known)),
        "states": LeadState.choices,
        "origins": Origin.choices,
        **asked,
    }
    return render(request, "integrity_files/leads.html", context)


@login_required
@require_safe
def lead(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """One lead."""
    return _page(request, selectors.lead(user_of(request), lead_id))


def _page(request: HttpRequest, row: Lead, bound: Bound = None) -> HttpResponse:
    user = user_of(request)
    follows = [panel.order(row)] if services.lead_is_open_for_order(user, row.pk) else []
    context = {
        "row": row,
        "acts": [*panel.acts_for(user, row, bound), *follows],
        "story": _story(row),
        "excuses": [Excuse(code).label for code in row.excuses],
        "deadlines": [one for one in deadlines_of(row) if one.is_open],
        "record": getattr(row, "record", None),
        "files": [one.file for one in row.files.select_related("file")],
    }
    return render(request, "integrity_files/lead.html", context, status=422 if bound else 200)


def _story(row: Lead) -> list[dict[str, Any]]:
    english = get_language() == "en"
    return [
        {"at": event.at, "text": STORY[event.name][english], "actor": event.actor_title}
        for event in row.events.all()
    ]


@login_required
@require_POST
def act(request: HttpRequest, lead_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the lead again with the form as it was filled in."""
    row = selectors.lead(user_of(request), lead_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    found, form = panel.ACTS[name], panel.form_for(name, row, request.POST)
    if form is not None and not form.is_valid():
        policies.require(user_of(request), found.verb, row.organisation)
        return _page(request, row, (name, form))
    done = attempt(
        request, found.service, form, lead_id=row.pk, **panel.given(form), **version_seen(request)
    )
    if done is None and form is not None:
        return _page(request, row, (name, form))
    if done is not None:
        messages.success(request, str(found.done))
    return redirect("leads:lead", row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a lead by hand, or from a document."""
    user = _office(request)
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LeadForm(*bound, user=user)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            request, services.open_lead, form, organisation_id=UUID(data["organisation"]),
            facts=form.facts(), upload=data["file"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("The lead is open; its time to verify runs."))
            return redirect("leads:lead", done.answer["id"])
    status = 422 if form.errors else 200
    return render(request, "integrity_files/lead_new.html", {"form": form}, status=status)


@login_required
@require_safe
def paper(request: HttpRequest, lead_id: UUID) -> HttpResponseBase:
    """The document, as a download; the look is on record first."""
    done = acts.run(services.read_paper, actor=user_of(request), lead_id=lead_id)
    return attachment(done.value)


@login_required
@require_safe
def evidence(request: HttpRequest, lead_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file that came with it, as a download; the look is on record first."""
    done = acts.run(
        services.read_evidence, actor=user_of(request), lead_id=lead_id, file_id=file_id
    )
    return attachment(done.value)
