"""One form for every deed on a body, a post or an appointment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotAllowed
from credit_portal.common.forms import show_refusal
from credit_portal.desk.directory import about, services, targets
from credit_portal.desk.directory.deeds import BY_CODE, Deed, body_of
from credit_portal.desk.directory.forms import DeedForm
from credit_portal.directory import policies


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Enter a new body."""
    return _deed(request, BY_CODE["create"], None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def on_body(request: HttpRequest, target_id: UUID, code: str) -> HttpResponse:
    """A deed on a body."""
    return _deed(request, *_found(request, "body", target_id, code))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def on_post(request: HttpRequest, target_id: UUID, code: str) -> HttpResponse:
    """A deed on a post."""
    return _deed(request, *_found(request, "post", target_id, code))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def on_appointment(request: HttpRequest, target_id: UUID, code: str) -> HttpResponse:
    """A deed on an appointment."""
    return _deed(request, *_found(request, "appointment", target_id, code))


def _found(request: HttpRequest, on: str, target_id: UUID, code: str) -> tuple[Deed, Any]:
    deed = BY_CODE.get(code)
    if deed is None or deed.on != on:
        raise targets.missing()
    return deed, targets.found(user_of(request), on, target_id)


def _deed(request: HttpRequest, deed: Deed, target: Any) -> HttpResponse:
    user = user_of(request)
    if not targets.may_do(user, deed, body_of(target)):
        raise NotAllowed("directory_not_allowed", _("You may not do this here."))
    form = _form(request, deed, target)
    if form.is_bound and form.is_valid() and (done := _done(request, deed, target, form)):
        _tell(request, done)
        return redirect(about.home_of(target))
    context = {
        "deed": deed,
        "form": form,
        "heading": about.heading(target) if target else "",
        "home": about.home_of(target),
        "alone": policies.may_manage(user, body_of(target)),
    }
    return render(request, "desk/directory/deed.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, deed: Deed, target: Any) -> DeedForm:
    initial = deed.initial(target)
    if target is None:
        initial = {**initial, "parent": request.GET.get("parent", "")[:36]}
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return deed.form(*posted, target=target, user=user_of(request), initial=initial)


def _done(request: HttpRequest, deed: Deed, target: Any, form: DeedForm) -> acts.Done | None:
    """Do it; None when refused, with the refusal in the form."""
    try:
        return acts.run(
            services.do,
            actor=user_of(request),
            idempotency_key=idempotency_key(request),
            answer=services.answer,
            deed=deed,
            target=target,
            given=form.values(),
            reason=form.cleaned_data["reason"],
            upload=form.cleaned_data["document"],
        )
    except DomainError as error:
        show_refusal(form, error)
        return None


def _tell(request: HttpRequest, done: acts.Done) -> None:
    if done.answer.get("waits"):
        messages.success(
            request, _("Proposed. It takes effect when a second person has confirmed it.")
        )
    else:
        messages.success(request, _("Done."))
