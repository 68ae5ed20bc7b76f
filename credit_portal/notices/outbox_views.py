"""The outbox and the texts, for system administrators: accounts, states and samples, no case."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts, keyset
from credit_portal.common.api import idempotency_key
from credit_portal.notices import following, mail_page, operations, samples, selectors
from credit_portal.notices.outbox_page import asked, figures, line, options
from credit_portal.notices.views import ORDER, PAGE, neighbours

View = Callable[..., HttpResponse]


def for_operators(view: View) -> View:
    """Signed in and looking after the outbox; 403 for other staff."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        operations.require_operator(user_of(request))
        return view(request, *args, **kwargs)

    return login_required(guarded)


@for_operators
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits, left, failed: by state, template, channel and account."""
    chosen = asked(request.GET)
    page = keyset.page(
        selectors.outbox(**chosen), ORDER, cursor=request.GET.get("cursor", ""), limit=PAGE
    )
    found = selectors.outbox_figures()
    context = {
        "lines": [line(notice) for notice in page.rows],
        "page": neighbours(request, page),
        "figures": figures(found),
        "late": operations.is_late(found.oldest),
        "oldest": found.oldest,
        "failed": found.counts["failed"],
        "followers": following.figures(),
        "chosen": chosen,
        **options(),
    }
    return render(request, "notices/outbox.html", context)


@for_operators
@require_POST
def retry(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Try one message again that was given up."""
    acts.run(
        operations.retry,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        notice_id=notice_id,
    )
    messages.success(request, _("The message is tried again."))
    return redirect("notices_outbox")


@for_operators
@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """Try everything again that was given up, within the filters."""
    chosen = {key: value for key, value in asked(request.POST).items() if key != "state"}
    done = acts.run(
        operations.retry_all,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        answer=lambda count: {"count": count},
        **chosen,
    )
    count = int(done.answer["count"])
    told = ngettext("%(n)s message is tried again.", "%(n)s messages are tried again.", count)
    messages.success(request, told % {"n": count})
    return redirect("notices_outbox")


@for_operators
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Every message as its readers get it, with sample facts."""
    return render(request, "notices/texts.html", {"texts": samples.everything()})


@for_operators
@require_safe
def page(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The page part of one mail, with sample facts; its own style sheet is let in by its hash."""
    answer = HttpResponse(samples.mail_page(code, language))
    answer._csp_update = {"style-src": [mail_page.style_hash()]}  # type: ignore[attr-defined]
    return answer
