"""`/staff/audit/`: auditors read the trail, act by act, and take it with them as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts, keyset
from credit_portal.common.errors import Invalid, NotFound
from credit_portal.desk import audit_trail
from credit_portal.desk.audit_form import TrailForm
from credit_portal.desk.audit_trail import Criteria

PAGE = 50
MOST_OF_ACT = 1000
View = Callable[..., HttpResponseBase]


def for_auditors(view: View) -> View:
    """Signed in and reading the trail; 403 for other staff, administrators included."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audit_trail.require_reader(user_of(request))
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


@for_auditors
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rows asked for, the newest first; each page read is a row of the trail itself. An
    invalid question gets no rows."""
    form = TrailForm(request.GET or None, auto_id="%s")
    if form.errors:
        return render(request, "desk/audit.html", {"form": form, "narrowed": True}, status=422)
    wanted, cursor = form.criteria, request.GET.get("cursor", "")
    page = keyset.page(audit_trail.events(wanted), audit_trail.ORDER, cursor=cursor, limit=PAGE)
    asked: dict[str, Any] = {"wanted": wanted, "door": "page", "further": bool(cursor)}
    acts.run(audit_trail.note_reading, actor=user_of(request), **asked)
    context = {
        "form": form,
        "rows": audit_trail.shown(page.rows),
        "pages": _neighbours(request, page),
        "narrowed": bool(wanted.facts()),
        "forms": audit_trail.EXPORTS,
    }
    return render(request, "desk/audit.html", context)


def _neighbours(request: HttpRequest, page: keyset.Page) -> dict[str, str]:
    def address(cursor: str | None) -> str:
        query = request.GET.copy()
        query["cursor"] = cursor or ""
        return f"?{query.urlencode()}" if cursor else ""

    return {"next_url": address(page.next), "previous_url": address(page.previous)}


@for_auditors
@require_safe
def act(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """All rows of one act together, in the order they were written. Raises NotFound."""
    wanted = Criteria(act=str(act_id))
    rows = list(audit_trail.events(wanted).order_by("id")[:MOST_OF_ACT])
    if not rows:
        raise NotFound("act_unknown", _("There is no such act."))
    acts.run(audit_trail.note_reading, actor=user_of(request), wanted=wanted, door="page")
    context = {"rows": audit_trail.shown(rows, places=True)}
    return render(request, "desk/audit_act.html", context)


@for_auditors
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The rows asked for as CSV or JSON Lines; noted with its purpose before the first row."""
    form = TrailForm({name: request.POST.get(name, "") for name in TrailForm.base_fields})
    if form.errors:
        raise Invalid("filter_invalid", _("The filter is not valid."), status=400)
    wanted, kind = form.criteria, request.POST.get("form", "")
    acts.run(
        audit_trail.note_export,
        actor=user_of(request),
        wanted=wanted,
        form=kind,
        purpose_text=request.POST.get("purpose", "").replace("\0", ""),
    )
    write, content_type = audit_trail.EXPORTS[kind]
    answer = StreamingHttpResponse(write(wanted), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="audit.{kind}"'
    return answer
