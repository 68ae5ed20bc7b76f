"""The second step of signing in, the passkey that is both steps, and the way on without either."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credit_portal.accounts import devices, factors, services
from credit_portal.accounts.factor_forms import CodeForm
from credit_portal.accounts.models import User
from credit_portal.accounts.proofs import PasskeyAtTheDoor, PasskeyProof
from credit_portal.accounts.stages import SecondStep
from credit_portal.common import acts

View = Callable[..., HttpResponse]
_at_this_stage: Callable[[View], View] = login_stage_required(
    stage=AuthenticateStage.key, redirect_urlname="account_login"
)


def in_second_step(view: View) -> View:
    """For whoever has given his password: the one that holds still; back to the door else."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stage: SecondStep = request._login_stage  # type: ignore[attr-defined]
        if stage.holds():
            return view(request, *args, **kwargs)
        messages.info(request, _("The account was changed meanwhile. Sign in from the beginning."))
        back: HttpResponse = stage.abort()
        return back

    return _at_this_stage(checked)


def _user(request: HttpRequest) -> User:
    """Who has given his password and not yet the second factor."""
    user: User = request._login_stage.login.user  # type: ignore[attr-defined]
    return user


@in_second_step
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a passkey, then open the session."""
    user, device = _user(request), devices.family(request)
    form = CodeForm(user, device, request.POST if "code" in request.POST else None)
    proof = PasskeyProof(request.POST if "credential" in request.POST else None, user=user)
    if request.method == "POST" and proof.is_bound and proof.is_valid():
        post_authentication(request, proof.cleaned_data["credential"])
        return _enter(request)
    if request.method == "POST" and form.is_bound and form.is_valid():
        kind = "recovery_codes" if form.method == "recovery_code" else form.method
        record_authentication(request, user, "mfa", type=kind)
        return _enter(request)
    return _page(request, form, proof)


def _enter(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = request._login_stage.exit()  # type: ignore[attr-defined]
    return response


def _page(request: HttpRequest, form: CodeForm, proof: Form) -> HttpResponse:
    kinds = set(factors.of(form.user).values_list("type", flat=True))
    refused = bool(form.errors or proof.errors)
    context = {
        "form": form,
        "passkey": begin_authentication(form.user) if factors.PASSKEY in kinds else None,
        "passkey_errors": proof.errors.get("credential"),
        "has_code": bool(kinds & {factors.APP, factors.CODES}),
    }
    return render(request, "accounts/second_step.html", context, status=422 if refused else 200)


@in_second_step
@require_http_methods(["GET", "HEAD", "POST"])
def lost_factor(request: HttpRequest) -> HttpResponse:
    """Whoever has given his password says that his second factor is lost."""
    asked = request.method == "POST"
    if asked:
        acts.run(services.ask_for_reset, actor=_user(request), answer=lambda _row: {})
    return render(request, "accounts/lost_factor.html", {"asked": asked})


class PasskeyDoor(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in by a passkey alone: GET gives the challenge, POST brings the answer."""

    def get_form_class(self) -> type[PasskeyAtTheDoor]:
        """Ours, which says one sentence for whatever is wrong and counts uses."""
        return PasskeyAtTheDoor

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the door with the reason."""
        messages.error(self.request, str(next(iter(form.errors["credential"]))))
        return HttpResponseRedirect(reverse("account_login"))


passkey_door = require_http_methods(["GET", "HEAD", "POST"])(PasskeyDoor.as_view())


def provider_label() -> str:
    """What the button of the sign-in provider says, "" when there is none."""
    return settings.OIDC_LABEL if settings.OIDC_ISSUER else ""
