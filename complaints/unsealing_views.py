"""`/staff/complaints/unsealing/`: requests to see who reported, and the one look at it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import numbers
from complaints import selectors_identity as selectors
from complaints import unsealing_panel as panel
from complaints.identity_forms import AskForm
from complaints.models import UnsealRequest
from complaints.secret import Secret
from complaints.services import contacts, unsealing
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import clock
from credit_portal.common.errors import DomainError, NotAllowed, NotFound
from credit_portal.files.responses import SANDBOX
from credit_portal.workflow.panels import Bound
from integrity_files.listing import page_of

View = Callable[..., HttpResponse]
#: What an identity may hold, in the order in which it is shown.
LABELS = {
    "name": pgettext_lazy("identity", "Name"), "firm": pgettext_lazy("identity", "Firm"),
    "mobile": gettext_lazy("Telephone"), "email": gettext_lazy("E-mail"),
    "address": pgettext_lazy("identity", "Address"),
    "id_number": gettext_lazy("Identity number"),
}  # fmt: skip


def never_kept(view: View) -> View:
    """No cache keeps the page."""

    @wraps(view)
    def kept_nowhere(*args: Any, **given: Any) -> HttpResponse:
        response = view(*args, **given)
        response["Cache-Control"] = "private, no-store, max-age=0"
        return response

    return never_cache(kept_nowhere)


def _asker(request: HttpRequest) -> Any:
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in selectors.VERBS):
        raise NotAllowed("not_allowed", _("Who reported is asked for by the hotline's leaders and"
                                          " the disciplinary inspection."))  # fmt: skip
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Requests to decide, and all that I may know of, the newest first."""
    user = _asker(request)
    context = {
        "page": page_of(request, selectors.visible_to(user)),
        "waiting": list(selectors.waiting_for(user)[:50]),
    }
    return render(request, "complaints/unsealings.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask to see who reported; `?case=` fills in the number."""
    _asker(request)
    begun = {"number": request.GET.get("case", "")[:20]}
    form = AskForm(request.POST if request.method == "POST" else None, initial=begun)
    if form.is_bound and form.is_valid():
        done = attempt(request, unsealing.ask, form, **form.cleaned_data)
        if done is not None:
            messages.success(request, _("Asked for. A person of another unit decides."))
            return redirect("unsealing:request", done.answer["id"])
    status = 422 if form.errors else 200
    return render(request, "complaints/unsealing_new.html", {"form": form}, status=status)


@login_required
@require_safe
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request."""
    return _page(request, selectors.request(user_of(request), request_id))


def _page(request: HttpRequest, row: UnsealRequest, bound: Bound = None) -> HttpResponse:
    user = user_of(request)
    context = {
        "row": row,
        "acts": panel.acts_for(user, row, bound),
        "over": selectors.is_over(row),
        "was_shown": selectors.was_shown(row),
        "refusal": selectors.refusal_of(row),
        "originals": selectors.originals_of(row.case) if panel.runs_for(user, row) else [],
    }
    return render(request, "complaints/unsealing.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, request_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the request again with the form as it was filled in."""
    row = selectors.request(user_of(request), request_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    found = panel.ACTS[name]
    form = found.form(request.POST)
    done = form.is_valid() and attempt(
        request, found.service, form, request_id=row.pk, **form.cleaned_data,
        **version_seen(request),
    )  # fmt: skip
    if not done:
        return _page(request, row, (name, form))
    messages.success(request, str(found.done))
    return redirect("unsealing:request", row.pk)


@login_required
@require_POST
@never_kept
@sensitive_variables()
def open_identity(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show who reported, this once."""
    user = user_of(request)
    row = selectors.request(user, request_id)
    try:
        found = unsealing.open_identity(actor=user, request_id=row.pk)
    except DomainError as error:
        if error.status in {403, 404} and not error.code.startswith("vault_"):
            raise
        messages.error(request, str(error.message))
        return redirect("unsealing:request", row.pk)
    context = {"row": row, "facts": _shown(found), "seen_at": clock.now()}
    return render(request, "complaints/unsealed.html", context)


@sensitive_variables()
def _shown(found: Secret) -> list[tuple[str, str]]:
    """Label and value of all that was left."""
    given = json.loads(found.reveal())
    return [(str(label), given[name]) for name, label in LABELS.items() if given.get(name)]


@login_required
@require_POST
@never_kept
def original(request: HttpRequest, request_id: UUID, original_id: UUID) -> HttpResponse:
    """A file as it was handed in, as a download that no browser runs."""
    user = user_of(request)
    row = selectors.request(user, request_id)
    found = next((o for o in selectors.originals_of(row.case) if o.pk == original_id), None)
    file = found.note.file if found is not None and found.note is not None else None
    content = unsealing.open_original(actor=user, request_id=row.pk, original_id=original_id)
    response = HttpResponse(content, content_type="application/octet-stream")
    name = f"{row.case.number}{PurePath(file.name).suffix if file is not None else ''}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
@never_kept
@sensitive_variables()
def number(request: HttpRequest, call_back_id: UUID) -> HttpResponse:
    """The number for a call-back that I took, while it is open."""
    user = user_of(request)
    made = contacts.call_back_of(user, call_back_id)
    found = contacts.number_to_call(actor=user, call_back_id=call_back_id)
    shown = found.reveal()
    context = {
        "row": made.case, "number": shown, "parts": numbers.spoken(shown), "seen_at": clock.now(),
    }  # fmt: skip
    return render(request, "complaints/number_to_call.html", context)
