"""`/staff/changes/`: changes to reference data that wait for a second person, or were decided."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotAllowed, NotFound, ReauthenticationNeeded
from credit_portal.workflow import change_selectors, changes
from credit_portal.workflow.models import Change

PAGE = 30
ACTS: dict[str, tuple[Callable[..., Change], tuple[str, ...], Any]] = {
    "confirm": (
        changes.confirm_change,
        ("payload_sha",),
        gettext_lazy("The change is confirmed and has been carried out."),
    ),
    "refuse": (changes.refuse_change, ("reason",), gettext_lazy("The change was refused.")),
    "withdraw": (changes.withdraw_change, (), gettext_lazy("The change was taken back.")),
}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits, and a page of what was decided."""
    user = user_of(request)
    if not change_selectors.may_see_any(user):
        raise NotAllowed("not_allowed", _("You may not do this."))
    decided = Paginator(change_selectors.listed(user, waiting=False), PAGE)
    page = decided.get_page(request.GET.get("page"))
    context = {
        "waiting": [_row(row) for row in change_selectors.listed(user, waiting=True)],
        "decided": page,
        "rows": [_row(row) for row in page],
    }
    return render(request, "desk/changes.html", context)


def _row(change: Change) -> dict[str, Any]:
    return {"change": change, "kind": change_selectors.kind_title(change.kind)}


@login_required
@require_safe
def detail(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """One change: what was and what would be, why, and the acts open to this user."""
    change = change_selectors.change_for(user_of(request), change_id)
    return render(request, "desk/change.html", about(request, change))


def about(request: HttpRequest, change: Change, refusal: str = "") -> dict[str, Any]:
    """What the page of a change shows."""
    user, kind = user_of(request), changes.change_kind(change.kind)
    deciders = change_selectors.may_decide(change) if change.is_waiting else []
    return {
        "change": change,
        "kind": kind.title,
        "differences": change_selectors.differences(change),
        "deciders": deciders,
        "may_decide": user in deciders,
        "mine": change.proposed_by_id == user.pk,
        "why_not": change_selectors.own(change, user),
        "refusal": refusal,
        "template": kind.template,
        "detail": kind.detail(change.payload, change) if kind.detail and change.payload else {},
    }


@login_required
@require_POST
def act(request: HttpRequest, change_id: UUID, name: str) -> HttpResponse:
    """Confirm, refuse or take back."""
    if name not in ACTS:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    service, fields, sentence = ACTS[name]
    given: dict[str, Any] = {field: request.POST.get(field, "") for field in fields}
    key = idempotency_key(request)
    try:
        acts.run(service, actor=user_of(request), change_id=change_id, idempotency_key=key, **given)
    except (ReauthenticationNeeded, NotFound):
        raise
    except DomainError as error:
        change = change_selectors.change_for(user_of(request), change_id)
        context = about(request, change, str(error.message))
        return render(request, "desk/change.html", context, status=error.status)
    messages.success(request, str(sentence))
    return redirect("desk:change", change_id)
