"""What is alive on the operator's page: the call bar, bodies by name, earlier cases, drafts.

All of it is asked by POST, so that no address ever holds what a caller said.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from complaints import desk_selectors as selectors
from complaints import desk_status
from complaints.desk_forms import CallForm
from complaints.desk_views import key_of, of_desk
from complaints.models import Case
from complaints.selectors_identity import seen_by_number
from complaints.services import drafts
from credit_portal.accounts.models import User
from credit_portal.common import acts, clock, problems
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import DomainError, NotFound
from credit_portal.common.i18n import localized
from credit_portal.directory.selectors import organisations

Answer = Callable[[HttpRequest, User], dict[str, Any]]
#: What a draft keeps of the form; the number of the call is kept by `drafts.keep_number` alone.
KEPT = frozenset(CallForm.base_fields) - {
    "call_id", "draft_id", "draft_version", "with_call_number",
}  # fmt: skip


def door(view: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """A question of the page: by POST, to the desk only, never kept; refusals as problem+json."""

    @login_required
    @never_cache
    @sensitive_post_parameters()
    @require_POST
    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        user = of_desk(request)
        try:
            return json_answer(view(request, user))
        except DomainError as error:
            return problems.answer(error.status, error.code, error.message, field=error.field)

    return opened


@door
def live(request: HttpRequest, user: User) -> dict[str, Any]:
    """The call that I have, and who waits."""
    call, queue, now = selectors.call_of(user), list(selectors.waiting()), clock.now()
    return {
        "waiting": len(queue),
        "longest": int((now - queue[0].rang_at).total_seconds()) if queue else 0,
        "call": {
            "id": str(call.pk),
            "line": call.line,
            "seconds": int(((call.ended_at or now) - call.answered_at).total_seconds()),
            "over": call.ended_at is not None,
        }
        if call is not None and call.answered_at is not None
        else None,
    }


@door
def earlier(request: HttpRequest, user: User) -> dict[str, Any]:
    """The caller's earlier cases, found by the vault."""
    call_id = key_of(request, "call_id")
    found = selectors.earlier_cases(user, call_id) if call_id is not None else []
    return {"cases": [_line(row) for row in found]}


@door
def find(request: HttpRequest, user: User) -> dict[str, Any]:
    """A case that the caller names by its number; with a PIN whether he knows that as well."""
    number, pin = request.POST.get("number", "")[:40], request.POST.get("pin", "").strip()
    row = seen_by_number(user, number)
    if pin:
        desk_status.ask(request, row.number, pin)
    return {"case": {**_line(row), **desk_status.told(row)}, "pin": bool(pin)}


def _line(row: Case) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "number": row.number,
        "title": row.title_zh,
        "state": row.get_state_display(),
        "received_on": row.received_on,
    }


@door
def bodies(request: HttpRequest, user: User) -> dict[str, Any]:
    """Bodies by a part of their name."""
    found = selectors.bodies(request.POST.get("q", ""))
    return {"bodies": [{"id": str(one.pk), "name": localized(one, "name")} for one in found]}


@door
def body(request: HttpRequest, user: User) -> dict[str, Any]:
    """Posts of a body and its public commitments."""
    key = key_of(request, "body_id")
    found = organisations().filter(pk=key, active=True).first() if key else None
    if found is None:
        raise NotFound("body_unknown", _("Choose a body from the list."))
    return selectors.about(found)


@door
def draft(request: HttpRequest, user: User) -> dict[str, Any]:
    """Keep what stands in the form now."""
    content = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    done = acts.run(
        drafts.save, actor=user, draft_id=_draft(request), expected_version=_version(request),
        content=content, call_id=key_of(request, "call_id"),
    )  # fmt: skip
    return {"version": done.value.version}


@door
def number(request: HttpRequest, user: User) -> dict[str, Any]:
    """The caller may be called back at the number of this call, or would rather not."""
    draft_id, call_id = _draft(request), key_of(request, "call_id")
    if request.POST.get("keep") != "1":
        row = acts.run(drafts.drop_number, actor=user, draft_id=draft_id).value
        return {"kept": False, "version": row.version if row is not None else 0}
    if call_id is None:
        raise NotFound("not_found", pgettext("call", "There is no such call."))
    done = acts.run(drafts.keep_number, actor=user, draft_id=draft_id, call_id=call_id)
    return {"kept": True, "version": done.value.version}


def _draft(request: HttpRequest) -> Any:
    found = key_of(request, "draft_id")
    if found is None:
        raise NotFound("not_found", _("There is no such draft."))
    return found


def _version(request: HttpRequest) -> int:
    text = request.POST.get("draft_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
