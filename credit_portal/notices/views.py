"""The inbox on the staff side."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.notices import selectors, services
from credit_portal.notices.rendering import path_in
from credit_portal.notices.rendering import render as render_notice

PAGE = 30


def _language() -> str:
    return get_language() or "zh-hans"


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first; `?unread=1` for those not read."""
    unread_only = request.GET.get("unread") == "1"
    notices = selectors.inbox(request.user.pk)
    page = Paginator(notices.filter(read_at=None) if unread_only else notices, PAGE).get_page(
        request.GET.get("page")
    )
    items = [
        (notice, render_notice(notice.template, notice.context, _language()))
        for notice in page.object_list
    ]
    context = {
        "page": page,
        "items": items,
        "unread_only": unread_only,
        "unread": selectors.unread_count(request.user.pk),
    }
    return render(request, "notices/inbox.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Note that it was read, and go where it points."""
    notice = acts.run(services.mark_read, actor=user_of(request), notice_id=notice_id).value
    return redirect(path_in(_language(), notice.context["url"]))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that all was read."""
    acts.run(services.mark_all_read, actor=user_of(request))
    return redirect("notices_inbox")
