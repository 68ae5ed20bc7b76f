"""Standing in: the holder asks from his profile, administrators take it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from credit_portal.accounts import capacity, registers, selectors, services
from credit_portal.accounts.forms import DeputyForm
from credit_portal.accounts.views import for_managers, run, user_page
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Who stands in for me and for whom I do; ask for a deputy."""
    user = user_of(request)
    form = DeputyForm(request.POST or None, holder=user)
    sent = request.method == "POST" and form.is_valid()
    if sent and run(request, form, services.ask_for_deputy, **form.facts):
        messages.success(request, _("Asked. Two security administrators decide."))
        return redirect("accounts_deputies")
    context = {
        "form": form,
        "can_ask": registers.to_stand_in_for(user).exists(),
        "requests": registers.requests_of(user)[:50],
        "stands_in_for": capacity.stands_in_for(user),
    }
    return render(request, "accounts/deputies.html", context, status=422 if form.errors else 200)


def _act(request: HttpRequest, service: Callable[..., Any], **given: Any) -> None:
    acts.run(service, actor=user_of(request), idempotency_key=idempotency_key(request), **given)
    messages.success(request, _("Done."))


@login_required
@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take one's own request back."""
    _act(request, services.withdraw_deputy, request_id=request_id)
    return redirect("accounts_deputies")


@login_required
@require_POST
def recall(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """End the duty of one's own deputy at once."""
    _act(request, services.recall_deputy, grant_id=grant_id)
    return redirect("accounts_deputies")


@for_managers
@require_POST
def take_up(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Propose what a holder asked for."""
    _act(request, services.take_up_deputy, request_id=request_id)
    return redirect("accounts_staff_index")


@for_managers
@require_POST
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Decline what a holder asked for."""
    reason = request.POST.get("reason", "")[:1000].replace("\0", "")
    _act(request, services.decline_deputy, request_id=request_id, reason=reason)
    return redirect("accounts_staff_index")


@for_managers
@require_POST
def arrange(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Propose a deputy for a holder who cannot ask himself."""
    person = selectors.account(user_id)
    form = DeputyForm(request.POST, holder=person, auto_id="deputy_%s")
    if form.is_valid() and run(request, form, services.propose_deputy, **form.facts):
        messages.success(request, _("Proposed. Another security administrator must confirm it."))
        return redirect("accounts_staff_user", user_id)
    return user_page(request, person, deputy_form=form, status=422)
