"""`/staff/complaints/relations/…`: what a case belongs to, and who keeps out of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints import policies, selectors, selectors_links
from complaints import relations_panel as panel
from complaints.models import Case
from complaints.services import hand_overs
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import DomainError, NotAllowed, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.workflow.panels import Bound


@login_required
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The cases that a case is linked with, and what I can do about it."""
    return _page(request, selectors.case(user_of(request), case_id))


def _page(request: HttpRequest, row: Case, bound: Bound = None) -> HttpResponse:
    user = user_of(request)
    leads = user.may(policies.SUPERVISE, row.accused)
    context = {
        "row": row,
        "links": selectors_links.links_of(user, row),
        "kept_out": list(row.recusals.select_related("user__post")) if leads else [],
        "keeper": hand_overs.in_hand_of(row) if user.may(policies.TAKE, row.accused) else None,
        "acts": panel.acts_for(user, row, bound),
    }
    return render(request, "complaints/relations.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the page again with the form as it was filled in."""
    user = user_of(request)
    row = selectors.case(user, case_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    if name not in panel.names_for(user, row):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    found, form = panel.ACTS[name], panel.form_for(name, user, row, request.POST)
    if not form.is_valid():
        return _page(request, row, (name, form))
    try:
        given = panel.given(name, user, form.cleaned_data)
    except DomainError as error:
        show_refusal(form, error)
        return _page(request, row, (name, form))
    version = version_seen(request) if found.versioned else {}
    if attempt(request, found.service, form, case_id=row.pk, **given, **version) is None:
        return _page(request, row, (name, form))
    messages.success(request, str(found.done))
    if selectors.visible_ids(user, [str(row.pk)]):
        return redirect("relations:case", row.pk)
    return redirect("desk:home")
