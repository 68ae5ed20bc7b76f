"""Opening an account by invitation: the administrator's pages, and the one the link opens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts import registers, services
from credit_portal.accounts.forms import BodyForm, CreateUserForm, PasswordForm
from credit_portal.accounts.services.invitations import invitation_by
from credit_portal.accounts.views import for_managers, run
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.directory import selectors as directory


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Open an account for a person and invite him: first the body, then the rest."""
    if request.method != "POST":
        return _ask_body(request)
    bodies = directory.called(request.POST.get("organisation", "").replace("\0", ""))
    form = CreateUserForm(request.POST, body=bodies[0] if len(bodies) == 1 else None)
    if form.is_valid():
        made = run(
            request,
            form,
            services.open_account,
            answer=lambda user: {"user": str(user.pk)},
            **form.cleaned_data,
        )
        if made:
            messages.success(request, _("The account is open; the invitation is on its way."))
            return redirect("accounts_staff_user", made.answer["user"])
    return render(request, "accounts/staff_create.html", {"form": form}, status=422)


def _ask_body(request: HttpRequest) -> HttpResponse:
    asked = BodyForm(request.GET or None, auto_id="%s")
    if not request.GET or not asked.is_valid():
        status = 422 if request.GET else 200
        return render(request, "accounts/staff_create.html", {"body_form": asked}, status=status)
    body = asked.cleaned_data["body"]
    form = CreateUserForm(body=body, initial={"organisation": str(body)})
    return render(request, "accounts/staff_create.html", {"form": form})


@for_managers
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Invitations that are open, to send anew or withdraw."""
    context = {"rows": registers.open_invitations()[:200], "now": clock.now()}
    return render(request, "accounts/staff_invitations.html", context)


@for_managers
@require_POST
def invite(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Invite the owner of an account whose first invitation was withdrawn."""
    _act(request, services.invite, user_id=user_id)
    messages.success(request, _("The invitation is on its way."))
    return redirect("accounts_staff_user", user_id)


@for_managers
@require_POST
def resend(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Send another link; the earlier one is void."""
    _act(request, services.resend_invitation, invitation_id=invitation_id)
    messages.success(request, _("Another link is on its way; the earlier one is void."))
    return redirect("accounts_staff_invitations")


@for_managers
@require_POST
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Make the link void."""
    _act(request, services.withdraw_invitation, invitation_id=invitation_id)
    messages.success(request, _("The invitation has been withdrawn."))
    return redirect("accounts_staff_invitations")


def _act(request: HttpRequest, service: Any, **given: Any) -> None:
    acts.run(service, actor=user_of(request), idempotency_key=idempotency_key(request), **given)


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link of the mail opens: set the password, once."""
    try:
        invitation = invitation_by(secret)
    except NotFound:
        return render(request, "accounts/invitation_void.html", status=404)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _accepted(form, secret):
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


def _accepted(form: PasswordForm, secret: str) -> bool:
    password = form.cleaned_data["password1"]
    try:
        acts.run(
            services.accept_invitation,
            actor=SYSTEM,
            answer=lambda _user: {},
            secret=secret,
            password=password,
        )
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True
