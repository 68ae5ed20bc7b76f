"""The page that asks again who sits there, and then lets the act go on with nothing lost.

An act that was refused for want of a fresh proof was posted: its fields travel through this page
as hidden fields, and after the proof the browser posts the same form again to the act's address
(307). Files cannot travel so; the page says it.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from credit_portal.accounts import fresh, services
from credit_portal.accounts.adapter import home_of
from credit_portal.accounts.reauthentication_form import OWN_PREFIX, ProofForm
from credit_portal.accounts.who import user_of
from credit_portal.common import acts

Carried = list[tuple[str, str]]
#: Fields that belong to this page or to the request, not to the act.
NOT_CARRIED = frozenset({"csrfmiddlewaretoken"})


class PostAgain(HttpResponseRedirectBase):
    """The browser sends the same form to another address of ours."""

    status_code = 307


def ask(request: HttpRequest) -> HttpResponse:
    """Answer a request that needs a fresh proof: a page for a form, a redirect for a look."""
    address = request.get_full_path()
    if request.method != "POST":
        return HttpResponseRedirect(
            f"{reverse('accounts_reauthenticate')}?{urlencode({'next': address})}"
        )
    form = ProofForm(request, initial={"next": address})
    files = bool(request.FILES)
    return _page(request, form, carried=_fields(request), lost_files=files, status=403)


def _fields(request: HttpRequest) -> Carried:
    """What was posted, without what belongs to this page."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_CARRIED and not name.startswith(OWN_PREFIX)
    ]


def _page(
    request: HttpRequest,
    form: ProofForm,
    *,
    carried: Carried,
    lost_files: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "carried": [] if lost_files else carried,
        "carries": bool(carried) and not lost_files,
        "lost_files": lost_files,
        "back": address_of(request, form["next"].value()),
        "passkey": begin_authentication(form.user) if form.has_passkey else None,
        "minutes": max(settings.FRESH_SECONDS // 60, 1),
    }
    return render(request, "accounts/reauthenticate.html", context, status=status)


def address_of(request: HttpRequest, wanted: Any) -> str:
    """The address to go on to, if it is one of ours; else the staff home."""
    address = str(wanted or "")
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else home_of(user_of(request))


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Ask for the proof; with it, go on to `next`, posting again what was to be posted."""
    if request.method != "POST":
        form = ProofForm(request, initial={"next": request.GET.get("next", "")})
        return _page(request, form, carried=[])
    form = ProofForm(request, request.POST)
    carried = _fields(request)
    if not form.is_valid():
        return _page(request, form, carried=carried, status=422)
    fresh.prove(request.session)
    acts.run(services.note_proof, actor=user_of(request), method=form.method)
    address = address_of(request, form.cleaned_data["next"])
    return PostAgain(address) if form.cleaned_data["carries"] else HttpResponseRedirect(address)
