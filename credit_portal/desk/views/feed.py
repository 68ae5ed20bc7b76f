"""My due dates in my own calendar: the page that makes the address, and the address itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts, ics
from credit_portal.common.api import idempotency_key
from credit_portal.workflow import feeds


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Whether I have an address; a new one is shown once, in the answer to the form."""
    address = ""
    if request.method == "POST":
        done = acts.run(
            feeds.create_feed, actor=user_of(request), idempotency_key=idempotency_key(request),
            answer=lambda _secret: {},
        )  # fmt: skip
        if done.replayed:
            messages.info(request, _("This address was made before; it cannot be shown again."))
            return redirect("desk:feed")
        address = request.build_absolute_uri(reverse("calendar-feed", args=[done.value]))
    context = {"address": address, "feed": feeds.feed_of(user_of(request))}
    return render(request, "desk/feed.html", context)


@login_required
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Make the address void."""
    acts.run(
        feeds.revoke_feed, actor=user_of(request), idempotency_key=idempotency_key(request),
        answer=lambda _nothing: {},
    )  # fmt: skip
    messages.success(request, _("The address no longer works."))
    return redirect("desk:feed")


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The due dates of whoever the secret belongs to, in his language. Nobody signs in here."""
    user = feeds.open_feed(secret)
    base = request.build_absolute_uri("/").rstrip("/")
    with override(user.language):
        body = ics.calendar_of(_("My due dates"), feeds.days_of(user), base)
    response = ics.answer(request, body)
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response
