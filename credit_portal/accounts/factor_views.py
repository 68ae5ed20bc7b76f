"""One's own second factors: set up, look at, remove; recovery codes shown once."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts import factors, fresh, selectors_sign_in, services, totp
from credit_portal.accounts.factor_forms import AppForm, PasskeyForm
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal
from credit_portal.common.i18n import is_english

#: The secret that the page offers, sealed, until a code has shown that the app has it.
OFFER = "second_factor_offer"


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the user has, and what it is for."""
    user = user_of(request)
    context = {
        "app": factors.of(user).filter(type=factors.APP).first(),
        "passkeys": factors.of(user).filter(type=factors.PASSKEY),
        "codes_left": factors.codes_left(user),
        "enrolled": user.is_demo or factors.has_factor(user),
        "link": selectors_sign_in.provider_link_of(user),
        "provider": settings.OIDC_LABEL if settings.OIDC_ISSUER else "",
    }
    return render(request, "accounts/second_factor.html", context)


def _run(request: HttpRequest, form: Form, service: Any, **given: Any) -> acts.Done | None:
    """Enrol; None when refused, with the refusal in the form."""
    try:
        return acts.run(service, actor=user_of(request), answer=lambda _codes: {}, **given)
    except DomainError as error:
        show_refusal(form, error)
        return None


def _enrolled(request: HttpRequest, done: acts.Done, sentence: str) -> HttpResponse:
    """Show the first recovery codes, or go back to the overview."""
    messages.success(request, sentence)
    return _codes_page(request, done.value) if done.value else redirect("accounts_second_factor")


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    title = settings.SITE_NAME_EN if is_english() else settings.SITE_NAME_ZH
    text = "\r\n".join([title, user_of(request).username, *codes, ""])
    context = {"codes": codes, "text": text}
    return render(request, "accounts/recovery_codes.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_app(request: HttpRequest) -> HttpResponse:
    """Show a secret as picture and text; a code from the app proves that it arrived."""
    user = user_of(request)
    fresh.require_proof(user)
    secret = _offered(request)
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"secret": secret, "code": form.cleaned_data["code"]}
        if done := _run(request, form, services.enrol_app, **given):
            del request.session[OFFER]
            return _enrolled(request, done, _("Your authenticator app is set up."))
    issuer = settings.SITE_NAME_EN if is_english() else settings.SITE_NAME_ZH
    address = totp.address(secret, account=user.username, issuer=issuer)
    context = {
        "form": form,
        "address": address,
        "groups": [secret[n : n + 4] for n in range(0, len(secret), 4)],
        "picture": totp.picture(address),
    }
    return render(request, "accounts/enrol_app.html", context, status=422 if form.errors else 200)


def _offered(request: HttpRequest) -> str:
    """The secret on offer in this session: a page loaded again shows the same one."""
    user = user_of(request)
    if OFFER not in request.session:
        request.session[OFFER] = factors.seal(user, totp.new_secret())
    return factors.unseal(user, request.session[OFFER])


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_passkey(request: HttpRequest) -> HttpResponse:
    """The browser makes a passkey; its answer to our challenge is checked and kept."""
    user = user_of(request)
    fresh.require_proof(user)
    form = PasskeyForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("name", "credential")}
        if done := _run(request, form, services.enrol_passkey, **given):
            return _enrolled(request, done, _("The passkey is set up."))
    options = webauthn.begin_registration(user, passwordless=True)
    context = {"form": form, "options": options}
    return render(
        request, "accounts/enrol_passkey.html", context, status=422 if form.errors else 200
    )


@login_required
@require_POST
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Remove one of several."""
    try:
        acts.run(
            services.remove_factor,
            actor=user_of(request),
            idempotency_key=idempotency_key(request),
            answer=lambda _kind: {},
            factor_id=factor_id,
        )
    except DomainError as error:
        if error.code != "last_factor":
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Removed."))
    return redirect("accounts_second_factor")


@login_required
@never_cache
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown in this one answer."""
    done = acts.run(
        services.renew_codes,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        answer=lambda _codes: {},
    )
    if done.replayed:
        messages.info(request, _("These codes were shown before and cannot be shown again."))
        return redirect("accounts_second_factor")
    return _codes_page(request, done.value)
