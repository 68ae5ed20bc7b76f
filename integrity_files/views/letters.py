"""`/staff/letters/`: letters to organs and bodies, their numbers, archive copies and answers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.files.responses import attachment, pdf
from credit_portal.workflow.panels import Bound
from integrity_files import letter_drafts, letter_pdf
from integrity_files import policies_letters as policies
from integrity_files import selectors_letters as selectors
from integrity_files import selectors_records as records
from integrity_files.audit_verbs_letters import STORY
from integrity_files.codes_letters import LetterKind, LetterState
from integrity_files.letter_forms import LetterForm, initial_of
from integrity_files.listing import asked_of, page_of
from integrity_files.models import Letter, Record
from integrity_files.services import letter_answers, letters
from integrity_files.views import letter_panel as panel
from integrity_files.views.consequence_panel import given

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
ASKED = ("q", "kind", "state", "year")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Letters that I may see, the latest first; the address keeps what is asked."""
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in policies.OFFICE):
        raise NotAllowed("not_allowed", _("Letters are written by the credit office."))
    asked = asked_of(request, ASKED)
    found = page_of(request, selectors.filtered(user, asked))
    context = {
        "page": found, "asked": asked, "may_draft": bool(user.organisation_paths(policies.DRAFT)),
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "choices": [("kind", _("Kind"), LetterKind.choices),
                    ("state", _("State"), LetterState.choices)],
    }  # fmt: skip
    return render(request, "integrity_files/letters.html", context)


def _case(request: HttpRequest) -> Record | None:
    """The record that a new letter is about, from the address."""
    key = request.GET.get("record", "")
    return records.record(user_of(request), key) if KEY.fullmatch(key) else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a letter; about a record it begins with what there is to say."""
    user, row = user_of(request), _case(request)
    if user.organisation is None:
        raise NotAllowed("not_allowed", _("Letters are written by the credit office."))
    policies.require(user, policies.DRAFT, user.organisation)
    begun = letter_drafts.of_record(row, request.GET.get("kind", "")) if row is not None else {}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=begun)
    if form.is_bound and form.is_valid():
        done = attempt(
            request, letters.draft_letter, form, kind=form.cleaned_data["kind"],
            texts=form.texts(), record_id=row.pk if row is not None else None,
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("Drafted. A second person issues it now."))
            return redirect("letters:letter", done.answer["id"])
    context = {"form": form, "record": row, "row": None}
    status = 422 if form.errors else 200
    return render(request, "integrity_files/letter_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Change one's own draft."""
    user, row = user_of(request), selectors.letter(user_of(request), letter_id)
    policies.require(user, policies.DRAFT, row.organ)
    if request.method != "POST":
        form = LetterForm(initial=initial_of(row))
    else:
        form = LetterForm({**request.POST.dict(), "kind": row.kind})
    if form.is_bound and form.is_valid():
        done = attempt(
            request, letters.change_letter, form, letter_id=row.pk, texts=form.texts(),
            **version_seen(request),
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("Changed. A second person issues it now."))
            return redirect("letters:letter", row.pk)
    context = {"form": form, "record": row.record, "row": row}
    status = 422 if form.errors else 200
    return render(request, "integrity_files/letter_form.html", context, status=status)


@login_required
@require_safe
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter."""
    return _page(request, selectors.letter(user_of(request), letter_id))


def _page(request: HttpRequest, row: Letter, bound: Bound = None) -> HttpResponse:
    user, english = user_of(request), get_language() == "en"
    is_office = selectors.is_office(user, row)
    context: dict[str, Any] = {
        "row": row, "is_office": is_office, "user_id": user.pk,
        "paragraphs": [one for one in row.body_zh.splitlines() if one.strip()],
        "may_check": policies.may(user, policies.ENTER, row.organ),
        "story": [{"at": one.at, "text": STORY[one.name][english], "actor": one.actor_title}
                  for one in row.events.all()] if is_office else [],
        "acts": panel.acts_for(user, row, bound),
    }  # fmt: skip
    status = 422 if bound else 200
    return render(request, "integrity_files/letter.html", context, status=status)


@login_required
@require_POST
def act(request: HttpRequest, letter_id: UUID, name: str) -> HttpResponse:
    """Do an act; a refusal shows its form again."""
    user, row = user_of(request), selectors.letter(user_of(request), letter_id)
    found = panel.ACTS.get(name)
    if found is None:
        raise NotFound("not_found", _("There is no such act."))
    policies.require(user, found.verb, row.organ)
    form = found.form(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, (name, form))
    done = attempt(
        request, found.service, form, letter_id=row.pk, **given(form), **version_seen(request)
    )  # fmt: skip
    if done is None:
        return _page(request, row, (name, form))
    messages.success(request, str(found.done))
    return redirect("letters:letter", row.pk)


@login_required
@require_safe
def paper(request: HttpRequest, letter_id: UUID) -> HttpResponseBase:
    """The PDF: the archive copy once issued, else made of the draft."""
    done = acts.run(letters.read_letter, actor=user_of(request), letter_id=letter_id)
    row, archive = done.value
    if archive is not None:
        return attachment(archive, inline=True)
    return pdf(letter_pdf.make(row), "draft.pdf", inline=True)


@login_required
@require_POST
def check(request: HttpRequest, letter_id: UUID, answer_id: UUID) -> HttpResponse:
    """Compare an entry with the paper."""
    done = attempt(
        request, letter_answers.check_answer, None, letter_id=letter_id, answer_id=answer_id,
        agrees=request.POST.get("act") == "agrees", remark=request.POST.get("remark", ""),
    )  # fmt: skip
    if done is not None:
        messages.success(request, _("Answered."))
    return redirect("letters:letter", letter_id)


@login_required
@require_safe
def scan(request: HttpRequest, letter_id: UUID, answer_id: UUID) -> HttpResponseBase:
    """The scan of an answer, as a download; the look is on record first."""
    done = acts.run(
        letter_answers.read_scan, actor=user_of(request), letter_id=letter_id, answer_id=answer_id
    )
    return attachment(done.value)
