"""`/staff/complaints/answers/`: answers selected for the public, by two people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import answer_panel as panel
from complaints import disclosures_answers, policies, selectors
from complaints.codes import AnswerState
from complaints.exchange_forms import AnswerForm
from complaints.models import PublicAnswer
from complaints.services import public_answers as services
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.publishing.services import document_sha
from credit_portal.workflow.panels import Bound
from integrity_files.listing import asked_of, chosen, page_of


def _publisher(request: HttpRequest) -> Any:
    user = user_of(request)
    if not user.organisation_paths(policies.PUBLISH):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Answers that I may see, the newest first; `?state=` narrows them."""
    user, asked = _publisher(request), asked_of(request, ("state",))
    rows = chosen(services.visible(user), asked, state=AnswerState.values)
    context = {"page": page_of(request, rows), "states": AnswerState.choices, **asked}
    return render(request, "complaints/answers_desk.html", context)


def _answer(request: HttpRequest, answer_id: UUID) -> PublicAnswer:
    row: PublicAnswer | None = services.visible(_publisher(request)).filter(pk=answer_id).first()
    if row is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return row


@login_required
@require_safe
def answer(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """One answer, as the public will see it or sees it."""
    return _page(request, _answer(request, answer_id))


def _page(request: HttpRequest, row: PublicAnswer, bound: Bound = None) -> HttpResponse:
    document = disclosures_answers.document(row)
    user = user_of(request)
    context = {
        "row": row,
        "doc": document,
        "doubt": services.doubt_of(row),
        "acts": panel.acts_for(user, row, document_sha(document), bound),
        "seen_case": selectors.visible_to(user).filter(pk=row.case_id).exists(),
    }
    status = 422 if bound else 200
    return render(request, "complaints/answer_desk.html", context, status=status)


@login_required
@require_POST
def act(request: HttpRequest, answer_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the answer again with the form as it was filled in."""
    row = _answer(request, answer_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    found, form = panel.ACTS[name], panel.form_for(name, "", data=request.POST)
    if not form.is_valid():
        return _page(request, row, (name, form))
    given = form.cleaned_data | version_seen(request)
    done = attempt(request, found.service, form, answer_id=row.pk, **given)
    if done is None:
        return _page(request, _answer(request, answer_id), (name, form))
    messages.success(request, str(found.done))
    return redirect("complaint_exchange:answer", row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Propose an answer of a case in words for the public."""
    user = _publisher(request)
    row = selectors.case(user, case_id)
    policies.require(user, policies.PUBLISH, row.accused)
    reply = services.reply_of(row)
    form = AnswerForm(request.POST if request.method == "POST" else None, row=row, reply=reply)
    if form.is_bound and form.is_valid():
        done = attempt(
            request, services.propose, form, case_id=row.pk, texts=form.cleaned_data,
            **version_seen(request),
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("Proposed. A second person decides now."))
            return redirect("complaint_exchange:answer", done.answer["id"])
    context = {"row": row, "form": form, "open": reply is not None}
    status = 422 if form.errors else 200
    return render(request, "complaints/answer_new.html", context, status=status)
