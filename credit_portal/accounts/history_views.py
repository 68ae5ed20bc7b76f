"""One's own sign-ins and open sessions."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts import selectors_sign_in, services, sessions
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key

PAGE = 30


@login_required
@never_cache
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """When, how and with what device somebody signed in or tried to, and where one is signed in."""
    user = user_of(request)
    past = Paginator(selectors_sign_in.sign_ins_of(user), PAGE)
    context = {
        "page": past.get_page(request.GET.get("page")),
        "sessions": selectors_sign_in.open_sessions_of(user),
        "own_key": request.session.session_key,
        "most": settings.SESSIONS_AT_ONCE,
        "idle": sessions.IDLE_SECONDS // 60,
        "hours": sessions.ABSOLUTE_SECONDS // 3600,
    }
    return render(request, "accounts/history.html", context)


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End one session."""
    acts.run(
        services.end_session,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        session_id=session_id,
    )
    messages.success(request, _("That session has ended."))
    return redirect("accounts_history")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    done = acts.run(
        services.end_other_sessions,
        actor=user_of(request),
        answer=lambda count: {"count": count},
        session_key=request.session.session_key or "",
    )
    count = done.answer["count"]
    sentence = ngettext("%(n)s other session ended.", "%(n)s other sessions ended.", count)
    messages.success(request, sentence % {"n": count})
    return redirect("accounts_history")
