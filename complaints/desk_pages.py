"""Queues, the team, what shifts leave each other, canned texts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import desk_selectors as selectors
from complaints import policies
from complaints.case_listing import BY_DUE
from complaints.codes import CallOutcome
from complaints.desk_forms import NoteForm, TextForm
from complaints.desk_views import of_desk
from complaints.models import CannedText
from complaints.services import shifts
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.common.errors import NotFound
from integrity_files.listing import keyset_page, page_of

QUEUES = {
    "mine": pgettext_lazy("queue", "In my hand"),
    "today": pgettext_lazy("queue", "Logged by me today"),
    "received": pgettext_lazy("queue", "To examine"),
    "call_backs": pgettext_lazy("queue", "To call back"),
    "reopened": pgettext_lazy("queue", "Opened again"),
    "overdue": pgettext_lazy("queue", "Overdue"),
}

#: How calls end, as the team reads it.
ENDED = [
    ("talked", pgettext_lazy("call", "Case logged, or told what to do")),
    *((one.value, one.label) for one in CallOutcome if one not in selectors.TALKED),
]


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """One queue at a time, the most urgent first; `?queue=` chooses it."""
    user = of_desk(request)
    name = request.GET.get("queue", "")
    name = name if name in QUEUES else "mine"
    counts = selectors.queue_counts(user)
    page = keyset_page(request, selectors.queue(user, name), BY_DUE, descending=False)
    context = {
        "page": page,
        "queues": [(code, label, counts[code]) for code, label in QUEUES.items()],
        "queue": name,
        "never": date.max,
    }
    return render(request, "complaints/desk_cases.html", context)


@login_required
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Who talks, who waits, how today's calls ended; no numbers of callers."""
    of_desk(request)
    ended = selectors.calls_today()
    context = {
        "team": selectors.team(),
        "waiting": selectors.waiting().count(),
        "ended": [(label, ended[name]) for name, label in ENDED if ended.get(name)],
        "total": sum(ended.values()),
    }
    return render(request, "complaints/desk_team.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest) -> HttpResponse:
    """What shifts left each other; one more."""
    user = of_desk(request)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done = attempt(request, shifts.write_note, form, text=form.cleaned_data["text_zh"])
        if done is not None:
            messages.success(request, _("The next shift finds it here and confirms."))
            return redirect("hotline:notes")
    found = page_of(request, selectors.notes())
    rows = [(row, str(user.pk) in row.readers) for row in found.object_list]
    context = {"form": form, "page": found, "rows": rows}
    status = 422 if form.errors else 200
    return render(request, "complaints/desk_notes.html", context, status=status)


@login_required
@require_POST
def note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Confirm that one has read it."""
    of_desk(request)
    attempt(request, shifts.confirm_note, note_id=note_id)
    return redirect("hotline:notes")


@login_required
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """All canned texts; supervisors change them."""
    user = of_desk(request)
    context = {
        "page": page_of(request, selectors.all_texts()),
        "may_edit": bool(user.organisation_paths(policies.SUPERVISE)),
    }
    return render(request, "complaints/desk_texts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, text_id: UUID | None = None) -> HttpResponse:
    """A new text, or another wording of one."""
    policies.require(of_desk(request), policies.SUPERVISE)
    row = _text(text_id)
    initial = {name: getattr(row, name) for name in TextForm.base_fields} if row else None
    form = TextForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = {**form.cleaned_data, "text_id": text_id, **version_seen(request)}
        if attempt(request, shifts.save_text, form, **given) is not None:
            messages.success(request, _("Saved."))
            return redirect("hotline:texts")
    context = {"form": form, "row": row}
    status = 422 if form.errors else 200
    return render(request, "complaints/desk_text.html", context, status=status)


def _text(text_id: UUID | None) -> CannedText | None:
    if text_id is None:
        return None
    row = selectors.all_texts().filter(pk=text_id).first()
    if row is None:
        raise NotFound("not_found", _("There is no such text."))
    return row
