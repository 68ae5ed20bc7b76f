"""Verification: the credit office finds out what became of a promise; a second person confirms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import disclosures, listing, policies, selectors, services
from commitments import selectors_contradictions as reads
from commitments.changes import changes
from commitments.models import Verification
from commitments.story import story
from commitments.views import panel
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import NotFound
from credit_portal.publishing.selectors import preview
from credit_portal.workflow.panels import Bound


@login_required
@require_safe
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One verification: the promise, the report, the evidence, the outcome."""
    return page(request, selectors.verification(user_of(request), task_id))


def page(request: HttpRequest, found: Verification, bound: Bound = None) -> HttpResponse:
    """Render the verification; whoever may confirm sees what will be published."""
    row = found.commitment
    compare = _compare(request, found)
    sha = compare["doc_sha"] if compare else ""
    context = {
        "task": found,
        "row": row,
        "outcome_text": listing.outcome_text(found),
        "report": found.report or selectors.latest_report(row, found.period),
        "evidence": listing.evidence_for(found),
        "compare": compare,
        "acts": panel.acts_on_verification(user_of(request), found, doc_sha=sha, bound=bound),
        "story": list(reversed(story(row))),
        "said": reads.of_verification(found),
        "may_read_said": policies.may_verify(user_of(request), row, found.period),
    }
    return render(request, "commitments/verification.html", context, status=422 if bound else 200)


def _compare(request: HttpRequest, found: Verification) -> dict[str, Any] | None:
    """What the public sees now and after the confirmation, for whoever may confirm."""
    if found.state != "proposed" or not policies.may_confirm(user_of(request), found):
        return None
    document = disclosures.outcome_preview(found, user_of(request))
    compare = preview("commitment", document, found.commitment.rec)
    return {**compare, "changes": changes(compare["current"], document)}


def _propose(form: Any) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "outcome": data["outcome"],
        "kept_on": data.get("kept_on"),
        "findings_zh": data["findings_zh"],
        "findings_en": data["findings_en"],
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
    found = selectors.verification(user_of(request), task_id)
    if name not in SERVICES:
        raise NotFound("not_found", _("There is no such act."))
    form = panel.task_form(name, found, data=request.POST, files=request.FILES)
    if _do(request, name, found, form):
        messages.success(request, str(panel.DONE[name]))
        return redirect("commitments:task", found.pk)
    if form.visible_fields():
        return page(request, found, bound=(name, form))
    for sentence in panel.sentences(form):
        messages.error(request, sentence)
    return redirect("commitments:task", found.pk)


def _do(request: HttpRequest, name: str, found: Verification, form: Form) -> bool:
    """Run the service of an act with what its form says; whether it was done."""
    service, read = SERVICES[name]
    if not form.is_valid():
        return False
    given = read(form)
    if name != "dismiss":
        given |= version_seen(request)
    return attempt(request, service, form, verification_id=found.pk, **given) is not None
