"""`/accounts/notifications/`: what one wants sent where, and switching off by a link in a mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal
from credit_portal.notices import addresses, choices, preferences, unsubscribe
from credit_portal.notices.forms import ChoicesForm, CodeForm, NumberForm


def _page(request: HttpRequest, **forms: Form) -> HttpResponse:
    user = user_of(request)
    wishes = preferences.wishes(user)
    reach = wishes.reach
    bad = any(form.errors for form in forms.values())
    context: dict[str, Any] = {
        "form": ChoicesForm(wishes=wishes),
        "number_form": NumberForm(),
        "code_form": CodeForm(),
        "reach": reach,
        "masked": addresses.masked_number(reach),
        "gateway": bool(settings.SMS_GATEWAY_URL),
        "refused": bool(user.email) and not wishes.takes_mail,
        **forms,
    }
    return render(request, "notices/own.html", context, status=422 if bad else 200)


def _run(request: HttpRequest, form: Form | None, service: Callable[..., Any], **given: Any) -> Any:
    """What the act came to; None when it was refused, with the refusal in the form."""
    try:
        return acts.run(
            service, actor=user_of(request), idempotency_key=idempotency_key(request), **given
        )
    except DomainError as error:
        if form is None:
            raise
        show_refusal(form, error)
        return None


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's choices by group and channel, the hour of digests, the mobile number."""
    if request.method != "POST":
        return _page(request)
    form = ChoicesForm(request.POST, wishes=preferences.wishes(user_of(request)))
    if not form.is_valid():
        return _page(request, form=form)
    data = form.cleaned_data
    given = {name: data[name] for name in ("digest_at", "digest_weekday", "version")}
    if _run(request, form, choices.change, modes=form.modes, **given) is None:
        return _page(request, form=form)
    messages.success(request, _("Your notification settings have been saved."))
    return redirect("notices_own")


@login_required
@require_POST
def mobile(request: HttpRequest) -> HttpResponse:
    """Enter a mobile number and have a code sent to it."""
    form = NumberForm(request.POST)
    if not form.is_valid() or not _run(
        request, form, addresses.begin_mobile, number=form.cleaned_data["number"]
    ):
        return _page(request, number_form=form)
    messages.success(request, _("A code is on its way to the number. Enter it below."))
    return redirect("notices_own")


@login_required
@require_POST
def mobile_code(request: HttpRequest) -> HttpResponse:
    """Prove the number by the code."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, code_form=form)
    done = _run(request, form, addresses.check_code, code=form.cleaned_data["code"])
    if done is not None and not (done.value or done.replayed):
        form.add_error("code", _("This is not the code that was sent."))
    if form.errors:
        return _page(request, code_form=form)
    messages.success(request, _("The number is verified."))
    return redirect("notices_own")


@login_required
@require_POST
def mobile_remove(request: HttpRequest) -> HttpResponse:
    """Forget the mobile number."""
    _run(request, None, addresses.remove_mobile)
    messages.success(request, _("The number has been removed."))
    return redirect("notices_own")


@login_required
@require_POST
def address_again(request: HttpRequest) -> HttpResponse:
    """Use a refused e-mail address again."""
    _run(request, None, addresses.use_address_again)
    messages.success(request, _("Mail goes to this address again."))
    return redirect("notices_own")


@csrf_exempt  # the signed token is the authority; mail programs post without any cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Ask (GET, which changes nothing: mail scanners open links), then switch off (POST)."""
    wanted = unsubscribe.read(token)
    context: dict[str, Any] = {"wanted": wanted, "token": token}
    if request.method == "POST":
        done = acts.run(choices.switch_off, actor=wanted.user, group=wanted.group)
        context["done"] = True
        # nothing to take back when it was off already
        context["undo"] = unsubscribe.undo_token(wanted, done.value) if done.value else ""
    return render(request, "notices/off.html", context)


@csrf_exempt
@never_cache
@require_POST
def off_undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take back what the link switched off."""
    wanted = unsubscribe.read(token)
    before = unsubscribe.read_undo(request.POST.get("undo", ""), wanted)
    acts.run(choices.restore, actor=wanted.user, before=before)
    return render(request, "notices/off.html", {"wanted": wanted, "token": token, "undone": True})
