"""`/staff/succession/`: a succession prepared, its cases assigned, laid before a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import (
    DomainError,
    NotAllowed,
    NotFound,
    ReauthenticationNeeded,
)
from credit_portal.common.forms import show_refusal
from credit_portal.desk import succession_pages as pages
from credit_portal.desk.succession_form import SuccessionForm
from credit_portal.workflow import succession_drafts as drafts


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """What happened, between whom, on what document; one's drafts below."""
    user = user_of(request)
    if not drafts.may_begin(user):
        raise NotAllowed("not_allowed", _("You may not do this."))
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SuccessionForm(*posted, user=user, initial={"before": request.GET.getlist("body")[:1]})
    if form.is_bound and form.is_valid() and (key := _begun(request, form)):
        return redirect("desk:succession", key)
    context = {"form": form, "drafts": drafts.drafts_of(user)}
    status = 422 if form.errors else 200
    return render(request, "desk/succession/begin.html", context, status=status)


def _begun(request: HttpRequest, form: SuccessionForm) -> UUID | None:
    try:
        done = acts.run(
            pages.begin, actor=user_of(request), told=form.told(), successors=form.successors,
            reason=form.cleaned_data["reason"], upload=form.cleaned_data["document"],
            idempotency_key=idempotency_key(request), answer=lambda row: {"id": str(row.pk)},
        )  # fmt: skip
    except DomainError as error:
        show_refusal(form, error)
        return None
    return UUID(done.answer["id"])


@login_required
@require_safe
def detail(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Who takes how much, and what nobody takes yet."""
    row = drafts.draft(user_of(request), draft_id)
    return render(request, "desk/succession/draft.html", pages.about(row, request.GET))


@login_required
@require_POST
def act(request: HttpRequest, draft_id: UUID, name: str) -> HttpResponse:
    """Assign, take back, propose, throw away."""
    if name not in pages.ACTS:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    user = user_of(request)
    try:
        done = acts.run(
            pages.ACTS[name], actor=user, draft_id=draft_id, posted=request.POST.copy(),
            idempotency_key=idempotency_key(request), answer=pages.answer,
        )  # fmt: skip
    except (ReauthenticationNeeded, NotFound):
        raise
    except DomainError as error:
        context = pages.about(drafts.draft(user, draft_id), request.GET, str(error.message))
        return render(request, "desk/succession/draft.html", context, status=error.status)
    return _onwards(request, name, draft_id, done.answer)


def _onwards(request: HttpRequest, name: str, draft_id: UUID, told: dict[str, Any]) -> HttpResponse:
    if name == "propose":
        messages.success(request, _("Laid before a second person."))
        return redirect("desk:change", told["id"])
    if name == "discard":
        return redirect("desk:succession-new")
    return redirect("desk:succession", draft_id)
