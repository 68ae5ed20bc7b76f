"""The official's desk: one act on many rows, last year's, templates, views kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import forms, listing, policies, services
from commitments.forms.desk import ManyForm, NameForm
from commitments.models import Commitment
from commitments.services import desk
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotAllowed

#: Act → its name on the page, and the service; `progress` also takes the words of the form.
MANY: dict[str, tuple[Any, Callable[..., Any]]] = {
    "submit": (gettext_lazy("Submit"), services.submit),
    "take_back": (gettext_lazy("Take back"), services.take_back),
    "discard": (gettext_lazy("Discard"), services.discard_draft),
    "progress": (gettext_lazy("Report progress"), services.file_report),
    "copy_last_year": (gettext_lazy("Copy for the next year"), desk.copy_last_year),
}


@dataclass(frozen=True)
class Fate:
    """What became of one row: done (with the row to open), or the sentence that refused it."""

    row: Commitment | None
    done: bool
    sentence: str = ""
    opens: str = ""


def _filer(request: HttpRequest) -> None:
    if not user_of(request).organisation_paths(policies.FILE):
        raise NotAllowed("not_allowed", _("Your role does not include filing commitments."))


@login_required
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """One act on the chosen rows, each in a transaction of its own; then the fate of each."""
    _filer(request)
    form = ManyForm(request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, str(sentences[0]))
        return redirect("commitments:board")
    name, ids = form.cleaned_data["act"], form.ids()
    more = {"claim": "progress", "text_zh": form.cleaned_data["text"]} if name == "progress" else {}
    rows = desk.named(ids, user_of(request))
    fates = [_fate(request, name, key, rows.get(key), more) for key in ids]
    context = {"label": MANY[name][0], "fates": fates, "done": sum(one.done for one in fates)}
    return render(request, "commitments/fates.html", context)


def _fate(
    request: HttpRequest, name: str, key: UUID, row: Commitment | None, more: dict[str, Any]
) -> Fate:
    """Do it to one row, once for each submission of the form."""
    given = idempotency_key(request)
    try:
        done = acts.run(
            MANY[name][1], actor=user_of(request), commitment_id=key,
            idempotency_key=f"{given[:150]}:{key}" if given else "", **more,
        )  # fmt: skip
    except DomainError as error:
        return Fate(row, False, _refusal(error))
    made = done.answer.get("id", "") if name == "copy_last_year" else ""
    return Fate(row, True, opens=made or str(key))


def _refusal(error: DomainError) -> str:
    """The sentence, with the field that it is about."""
    if not error.field:
        return str(error.message)
    label = listing.label_of(error.field)
    return _("%(field)s: %(sentence)s") % {"field": label, "sentence": error.message}


@login_required
@require_safe
def last_year(request: HttpRequest) -> HttpResponse:
    """Last year's commitments of my bodies, to choose which are promised again."""
    _filer(request)
    year = clock.today().year - 1
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == 4 and 1990 <= int(asked) <= 2100:
        year = int(asked)
    rows = desk.last_years(user_of(request), year)[: forms.desk.MOST]
    return render(request, "commitments/last_year.html", {"rows": rows, "year": year})


@login_required
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Templates of my bodies; each begins a draft."""
    _filer(request)
    found = desk.templates_for(user_of(request))
    return render(request, "commitments/templates.html", {"templates": found})


@login_required
@require_POST
def retire(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Offer a template no more."""
    if attempt(request, desk.retire_template, template_id=template_id):
        messages.success(request, _("The template is offered no more."))
    return redirect("commitments:templates")


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the board under a name."""
    form, query = NameForm(request.POST), request.POST.get("query", "")
    if form.is_valid() and attempt(
        request, desk.save_view, form, name=form.cleaned_data["name"], query=query
    ):
        messages.success(request, _("The view has been kept."))
    return redirect(f"{reverse('commitments:board')}?{query}")


@login_required
@require_http_methods(["POST"])
def forget_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Give a kept view up."""
    acts.run(desk.forget_view, actor=user_of(request), view_id=view_id,
             answer=lambda _nothing: {})  # fmt: skip
    return redirect("commitments:board")


def query_of(chosen: dict[str, str]) -> str:
    """The filters as the end of an address; empty ones are left out."""
    return urlencode({name: value for name, value in chosen.items() if value})
