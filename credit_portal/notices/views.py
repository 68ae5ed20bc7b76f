"""The inbox on the staff side."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts, keyset
from credit_portal.common.errors import Invalid
from credit_portal.notices import rendering, selectors, services
from credit_portal.notices.templates_catalogue import Group

PAGE = 30
ORDER = ("created_at", "id")


def _language() -> str:
    return get_language() or "zh-hans"


def group_of(text: str) -> str:
    """The group that an address names, "" for all."""
    return text if text in Group.values else ""


def neighbours(request: HttpRequest, page: keyset.Page) -> dict[str, str]:
    """Addresses of the newer and the older page, the filters kept."""
    found = {}
    for name, cursor in (("previous_url", page.previous), ("next_url", page.next)):
        kept = {key: value for key, value in request.GET.items() if key != "cursor"}
        found[name] = f"?{urlencode({**kept, 'cursor': cursor})}" if cursor else ""
    return found


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first; `?unread=1` for those not read, `?group=` for one group."""
    user, group = user_of(request), group_of(request.GET.get("group", ""))
    unread_only = request.GET.get("unread") == "1"
    rows = selectors.inbox(user.pk, group)
    page = keyset.page(
        (rows.filter(read_at=None) if unread_only else rows).select_related("organisation"),
        ORDER,
        cursor=request.GET.get("cursor", ""),
        limit=PAGE,
    )
    context = {
        "items": rendering.shown(user, page.rows, _language()),
        "page": neighbours(request, page),
        "unread_only": unread_only,
        "group": group,
        "groups": Group.choices,
        "undo": request.GET.get("undo", ""),
    }
    return render(request, "notices/inbox.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Note that it was read, and go where it points."""
    notice = acts.run(services.mark_read, actor=user_of(request), notice_id=notice_id).value
    return redirect(rendering.path_in(_language(), notice.context["url"]))


def _back(request: HttpRequest, **more: str) -> HttpResponse:
    """Back to the list with the filters it had."""
    kept = {"group": group_of(request.POST.get("group", "")), "unread": request.POST.get("unread")}
    if kept["unread"] != "1":
        kept.pop("unread")
    wanted = {key: value for key, value in {**kept, **more}.items() if value}
    address = reverse("notices_inbox")
    return redirect(f"{address}?{urlencode(wanted)}" if wanted else address)


@login_required
@require_POST
def read_one(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Note that it was read, and stay."""
    acts.run(services.mark_read, actor=user_of(request), notice_id=notice_id)
    return _back(request)


@login_required
@require_POST
def unread_one(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Take that back."""
    acts.run(services.mark_unread, actor=user_of(request), notice_id=notice_id)
    return _back(request)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that all (of a group) was read; the page then offers to take it back."""
    group = group_of(request.POST.get("group", ""))
    moment: dt.datetime = acts.run(
        services.mark_all_read, actor=user_of(request), group=group
    ).value
    return _back(request, undo=moment.isoformat())


@login_required
@require_POST
def unread_all(request: HttpRequest) -> HttpResponse:
    """Take back that all was read."""
    try:
        moment = parse_datetime(request.POST.get("moment", ""))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid("moment_not_valid", _("This page is out of date. Reload it."), status=400)
    acts.run(services.mark_unread_at, actor=user_of(request), moment=moment)
    messages.success(request, _("They count as not read again."))
    return _back(request)
