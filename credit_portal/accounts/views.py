"""`/staff/accounts/`: security administrators open accounts, grant and end roles, two by two."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from credit_portal.accounts import registers, selectors, services
from credit_portal.accounts.forms import DeputyForm, EditUserForm, GrantForm, ReasonForm
from credit_portal.accounts.models import User
from credit_portal.accounts.services.common import require_manager
from credit_portal.accounts.who import user_of
from credit_portal.audit.selectors import history
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal

View = Callable[..., HttpResponse]


def for_managers(view: View) -> View:
    """Signed in and administering accounts; 403 for other staff."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_manager(user_of(request))
        return view(request, *args, **kwargs)

    return login_required(guarded)


def run(request: HttpRequest, form: Form, service: Callable[..., Any], **given: Any) -> Any:
    """Run a service with the form's data; None when refused, with the refusal in the form."""
    try:
        return acts.run(
            service, actor=user_of(request), idempotency_key=idempotency_key(request), **given
        )
    except DomainError as error:
        show_refusal(form, error)
        return None


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One account: whom it belongs to, its grants, what was done to it."""
    person = selectors.account(user_id)
    form = EditUserForm(request.POST or None, initial=_initial(person), auto_id="edit_%s")
    sent = request.method == "POST" and form.is_valid()
    if sent and run(request, form, services.update_user, user_id=user_id, **form.cleaned_data):
        messages.success(request, _("The account has been saved."))
        return redirect("accounts_staff_user", user_id)
    return user_page(request, person, form=form, status=422 if form.errors else 200)


def _initial(person: User) -> dict[str, Any]:
    return {
        "display_name": person.display_name,
        "email": person.email,
        "organisation": str(person.organisation or ""),
        "post": str(person.post or ""),
        "language": person.language,
        "version": person.version,
    }


def user_page(
    request: HttpRequest, person: User, *, status: int = 200, **forms: Form
) -> HttpResponse:
    """The page of one account, with forms as they were sent."""
    context = {
        "person": person,
        "form": forms.get("form") or EditUserForm(initial=_initial(person), auto_id="edit_%s"),
        "grant_form": forms.get("grant_form") or GrantForm(auto_id="grant_%s"),
        "reason_form": forms.get("reason_form") or ReasonForm(auto_id="close_%s"),
        "grants": selectors.grants_of(person),
        "history": history(person)[:20],
        "invitation": registers.open_invitations().filter(user=person).first(),
        "deputy_form": forms.get("deputy_form") or DeputyForm(holder=person, auto_id="deputy_%s"),
        "own": person.pk == request.user.pk,
    }
    return render(request, "accounts/staff_user.html", context, status=status)


@for_managers
@require_POST
def grant(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Propose a role for an account."""
    person = selectors.account(user_id)
    form = GrantForm(request.POST, auto_id="grant_%s")
    if form.is_valid() and run(
        request, form, services.propose_grant, user_id=user_id, **form.cleaned_data
    ):
        messages.success(request, _("Proposed. Another security administrator must confirm it."))
        return redirect("accounts_staff_user", user_id)
    return user_page(request, person, grant_form=form, status=422)


@for_managers
@require_POST
def grant_confirm(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Confirm another administrator's grant."""
    acts.run(
        services.confirm_grant,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        grant_id=grant_id,
    )
    messages.success(request, _("The grant has been confirmed."))
    return redirect("accounts_staff_index")


@for_managers
@require_POST
def grant_refuse(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Refuse a grant that waits, or take back one's own proposal."""
    return _with_reason(request, services.refuse_grant, grant_id)


@for_managers
@require_POST
def grant_end(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """End a grant at once."""
    return _with_reason(request, services.end_grant, grant_id)


def _with_reason(request: HttpRequest, service: Callable[..., Any], grant_id: UUID) -> HttpResponse:
    done = acts.run(
        service,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        answer=lambda ended: {"user": str(ended.user_id)},
        grant_id=grant_id,
        reason=request.POST.get("reason", "")[:1000].replace("\0", ""),
    )
    messages.success(request, _("Done."))
    return redirect("accounts_staff_user", done.answer["user"])


@for_managers
@require_POST
def activity(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Close or reopen an account."""
    person = selectors.account(user_id)
    form = ReasonForm(request.POST, auto_id="close_%s")
    active = request.POST.get("active") == "1"
    if form.is_valid() and run(
        request, form, services.set_active, user_id=user_id, active=active, **form.cleaned_data
    ):
        messages.success(request, _("Done."))
        return redirect("accounts_staff_user", user_id)
    return user_page(request, person, reason_form=form, status=422)
