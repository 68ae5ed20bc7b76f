"""The way to the sign-in provider and back."""

from __future__ import annotations

from dataclasses import asdict
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts import fresh, oidc, selectors_sign_in, services
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError

VISIT = "provider_visit"


def configured(view: Any) -> Any:
    """404 without a configured provider."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise Http404
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return never_cache(guarded)


def _return_address() -> str:
    """Where the provider sends the browser back to: one address whatever the language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.PUBLIC_URL}{reverse('accounts_provider_return')}"


def _go(request: HttpRequest, purpose: str) -> HttpResponse:
    visit = oidc.Visit.begin(purpose)
    request.session[VISIT] = asdict(visit)
    return HttpResponseRedirect(oidc.authorization_address(visit, _return_address()))


@configured
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Go to the provider to sign in."""
    try:
        return _go(request, "enter")
    except oidc.ProviderRefused as error:
        return _say(request, error)


@configured
@login_required
@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Go to the provider to link the account signed in; wants a fresh proof."""
    fresh.require_proof(user_of(request))
    try:
        return _go(request, "link")
    except oidc.ProviderRefused as error:
        return _say(request, error)


def _say(request: HttpRequest, error: DomainError) -> HttpResponse:
    messages.error(request, str(error.message))
    back = "accounts_second_factor" if request.user.is_authenticated else "account_login"
    return redirect(back)


@configured
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """The provider's answer: sign in the account that is linked, or link the one signed in."""
    kept = request.session.pop(VISIT, None)
    try:
        if kept is None:
            raise oidc.refused("nobody went there from this browser")
        visit = oidc.Visit(**kept)
        claims = oidc.claims_of(visit, request.GET.dict(), _return_address())
        return _link(request, claims) if visit.purpose == "link" else _enter(request, claims)
    except DomainError as error:
        return _say(request, error)


def _link(request: HttpRequest, claims: oidc.Claims) -> HttpResponse:
    if not request.user.is_authenticated:
        raise oidc.refused("the session ended meanwhile")
    acts.run(
        services.link_provider,
        actor=user_of(request),
        issuer=claims.issuer,
        subject=claims.subject,
    )
    messages.success(request, _("The account is linked."))
    return redirect("accounts_second_factor")


def _enter(request: HttpRequest, claims: oidc.Claims) -> HttpResponse:
    user = selectors_sign_in.linked_user(claims.issuer, claims.subject)
    if user is None:
        raise oidc.ProviderRefused(
            "not_linked",
            _(
                "No account of the portal is linked with you there. Sign in with user name and"
                " password once and link it under “Second factor”."
            ),
        )
    record_authentication(
        request,
        user,
        "provider",
        second_factor=claims.has_second_factor,
        fresh=claims.is_fresh,
    )
    response: HttpResponse = perform_login(request, Login(user=user))
    return response


@configured
@login_required
@require_POST
def unlink(request: HttpRequest) -> HttpResponse:
    """Undo one's link."""
    acts.run(
        services.unlink_provider, actor=user_of(request), idempotency_key=idempotency_key(request)
    )
    messages.success(request, _("The link is undone."))
    return redirect("accounts_second_factor")
