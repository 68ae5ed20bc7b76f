"""Following by e-mail without an account: asked for, confirmed, managed and ended by mail links.

Opening a link changes nothing, for mail scanners open links; a button does. The two doors that a
mail program or a browser without cookies must reach act by the signed link alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, Invalid
from credit_portal.common.forms import show_refusal
from credit_portal.common.throttle import FormThrottle
from credit_portal.notices import follow_links, following, selectors
from credit_portal.notices.follow_sources import source
from credit_portal.notices.models_follow import Follow, Rhythm
from credit_portal.portal import following as what
from credit_portal.portal.follow_form import FollowForm

FORM = ["GET", "HEAD", "POST"]
View = Callable[[HttpRequest, str], HttpResponse]


def by_link(view: View) -> View:
    """A page whose address is a key: what is opened from it learns the site only, not the key."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return opened


@never_cache
@require_http_methods(FORM)
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for news of what the address names; the answer is the same for every address typed."""
    kind, target = what.asked(request.GET)
    form = FollowForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _asked(request, form, kind, target)
        if status == 302:
            return redirect("portal:follow-sent")
    found = source(kind)
    context = {
        "form": form,
        "name": found.name(target),
        "page": found.path(target),
        "feed": found.feed(target),
        "query": what.address(kind, target),
    }
    return render(request, "portal/follow.html", context, status=status)


def _asked(request: HttpRequest, form: FollowForm, kind: str, target: str) -> int:
    """Take the form; its status is 302 when it was taken."""
    if not form.is_valid():
        return 422
    throttle = FormThrottle()
    if not throttle.allow(request):
        show_refusal(form, throttle.refusal())
        return 429
    try:
        acts.run(
            following.ask,
            actor=ANYBODY,
            idempotency_key=idempotency_key(request),
            answer=lambda _follow: {},
            kind=kind,
            target=target,
            language=get_language() or "",
            **form.cleaned_data,
        )
    except DomainError as error:
        show_refusal(form, error)
        return error.status
    return 302


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What to do next, the same for everybody."""
    return render(request, "portal/follow_sent.html")


@csrf_exempt  # acts by the signed link in a mail, in nobody's session
@never_cache
@require_http_methods(FORM)
@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The button of a mail that asks to confirm, and what it did."""
    waits = following.waiting(follow_links.read(token, follow_links.CONFIRM))
    done = request.method == "POST"
    if done:
        acts.run(following.confirm, actor=ANYBODY, answer=lambda _follow: {}, follow_id=waits.pk)
        waits.refresh_from_db()
    found = source(waits.kind)
    context = {
        "follow": waits,
        "done": done or waits.confirmed_at is not None,
        "name": found.name(waits.target),
        "page": found.path(waits.target),
        "manage": reverse("portal:follow-manage", args=[_manage_token(waits)]),
    }
    return render(request, "portal/follow_confirm.html", context)


def _manage_token(waits: Follow) -> str:
    return follow_links.manage_path(waits.follower_id).rstrip("/").rpartition("/")[2]


@never_cache
@require_http_methods(FORM)
@by_link
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What an address follows: change how often, end one; only by the link of its mails."""
    key = follow_links.read(token, follow_links.MANAGE)
    if request.method == "POST":
        _change(request, key)
        return redirect(request.path + "?done")
    rows = selectors.follows_of(key).filter(confirmed_at__isnull=False)
    context = {
        "rows": [_row(one) for one in rows],
        "rhythms": Rhythm.choices,
        "token": token,
        "done": "done" in request.GET,
    }
    return render(request, "portal/follow_manage.html", context)


def _row(one: Follow) -> dict[str, Any]:
    found = source(one.kind)
    return {"follow": one, "name": found.name(one.target), "page": found.path(one.target)}


def _change(request: HttpRequest, key: UUID) -> None:
    """One act of the page. Raises NotFound, Invalid."""
    try:
        follow_id = UUID(request.POST.get("follow", ""))
    except ValueError as error:
        raise Invalid("form_expired", _("Please open the page anew.")) from error
    given: dict[str, Any] = {
        "actor": ANYBODY, "idempotency_key": idempotency_key(request),
        "answer": lambda _done: {}, "follower_id": key, "follow_id": follow_id,
    }  # fmt: skip
    if "stop" in request.POST:
        acts.run(following.stop, **given)
    else:
        acts.run(following.change_rhythm, rhythm=request.POST.get("rhythm", ""), **given)


@csrf_exempt  # RFC 8058: the mail program posts without cookies, by the signed link alone
@never_cache
@require_http_methods(FORM)
@by_link
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End everything and forget the address: at once for a mail program, by a button for people."""
    key = follow_links.read(token, follow_links.MANAGE)
    if request.method == "POST":
        acts.run(following.stop_all, actor=ANYBODY, answer=lambda n: {"count": n}, follower_id=key)
    context = {
        "known": selectors.is_follower(key),
        "done": request.method == "POST",
        "count": selectors.follows_of(key).count(),
        "token": token,
    }
    return render(request, "portal/follow_stop.html", context)
