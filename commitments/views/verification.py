"""Verification: the credit office finds out what became of a promise; a second person confirms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import disclosures, listing, policies, selectors, services
from commitments.models import Verification
from commitments.story import story
from commitments.views import panel
from commitments.views.common import attempt
from credit_portal.common.errors import NotFound
from credit_portal.publishing.selectors import preview


@login_required
@require_safe
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One verification: the promise, the report, the evidence, the outcome."""
    return page(request, selectors.verification(request.user, task_id))


def page(request: HttpRequest, found: Verification, bound: panel.Bound = None) -> HttpResponse:
    """Render the verification; whoever may confirm sees what will be published."""
    document = None
    if found.state == "proposed" and policies.may_confirm(request.user, found):
        document = disclosures.outcome_preview(found, request.user)
    row = found.commitment
    compare = preview("commitment", document, row.rec) if document else None
    context = {
        "task": found,
        "row": row,
        "report": found.report or selectors.latest_report(row, found.period),
        "evidence": listing.evidence_for(found),
        "compare": compare,
        "acts": panel.acts_on_verification(
            request.user, found, doc_sha=compare["doc_sha"] if compare else "", bound=bound
        ),
        "story": list(reversed(story(row))),
    }
    return render(request, "commitments/verification.html", context, status=422 if bound else 200)


def _propose(form: Any) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "outcome": data["outcome"], "kept_on": data.get("kept_on"),
        "findings_zh": data["findings_zh"], "findings_en": data["findings_en"],
        "evidence": form.attachments(),
    }


def _reason(form: Any) -> dict[str, Any]:
    return {"reason": form.cleaned_data["reason"]}


#: Act → service, and how its form's data become the service's arguments.
SERVICES: dict[str, tuple[Callable[..., Any], Callable[[Any], dict[str, Any]]]] = {
    "propose": (services.propose_outcome, _propose),
    "confirm": (services.confirm_outcome, lambda form: {"doc_sha": form.cleaned_data["doc_sha"]}),
    "return_outcome": (services.return_outcome, _reason),
    "dismiss": (services.dismiss_verification, _reason),
}


@login_required
@require_POST
def act(request: HttpRequest, task_id: UUID, name: str) -> HttpResponse:
    """Do one act on a verification; a refusal shows the page again with the form."""
    found = selectors.verification(request.user, task_id)
    if name not in SERVICES:
        raise NotFound("not_found", _("There is no such act."))
    service, read = SERVICES[name]
    form = panel.task_form(name, found, data=request.POST, files=request.FILES)
    if not form.is_valid() and form.visible_fields():
        return page(request, found, bound=(name, form))
    given = read(form) if form.is_valid() else {"doc_sha": ""}
    done = attempt(request, service, form, verification_id=found.pk, **given)
    if done is None and form.visible_fields():
        return page(request, found, bound=(name, form))
    if done is None:
        for sentence in panel.sentences(form):
            messages.error(request, sentence)
    else:
        messages.success(request, str(panel.DONE[name]))
    return redirect("commitments:task", found.pk)
