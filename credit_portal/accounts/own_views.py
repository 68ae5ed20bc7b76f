"""Pages about oneself: profile and API tokens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from credit_portal.accounts import selectors, services
from credit_portal.accounts.forms import ProfileForm, TokenForm
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, address, language, and the roles one holds."""
    user = user_of(request)
    form = ProfileForm(
        request.POST or None,
        initial={
            name: getattr(user, name) for name in ("display_name", "email", "language", "version")
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            acts.run(
                services.update_profile,
                actor=user,
                idempotency_key=idempotency_key(request),
                **form.cleaned_data,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Your profile has been saved."))
            return redirect("accounts_profile")
    context = {"form": form, "grants": selectors.current_grants_of(user)}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own API tokens; a new one is shown once, in the answer to the form that made it."""
    form = TokenForm(request.POST or None)
    done: acts.Done | None = None
    if request.method == "POST" and form.is_valid():
        try:
            done = acts.run(
                services.create_token,
                actor=user_of(request),
                idempotency_key=idempotency_key(request),
                name=form.cleaned_data["name"],
                scopes=form.scopes,
                days=form.cleaned_data["days"],
            )
        except DomainError as error:
            show_refusal(form, error)
    if done and done.replayed:
        messages.info(request, _("This token was made before; it cannot be shown again."))
        return redirect("accounts_tokens")
    context = {
        "form": TokenForm() if done else form,
        "made": done.value if done else None,
        "tokens": selectors.tokens_of(user_of(request)),
        "now": clock.now(),
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def token_revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Make a token void."""
    acts.run(
        services.revoke_token,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        token_id=token_id,
    )
    messages.success(request, _("The token has been revoked."))
    return redirect("accounts_tokens")
