"""The case page: facts, evidence inline, clock, story, and the acts that I may do now."""

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
from django.views.decorators.http import require_http_methods

from commitments import (
    disclosures,
    disclosures_change,
    listing,
    policies,
    policies_personal,
    selectors,
    selectors_change,
    services,
)
from commitments import selectors_contradictions as reads
from commitments.models import Commitment
from commitments.story import story
from commitments.views import clocks, panel
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotFound
from credit_portal.publishing.documents import document_sha
from credit_portal.workflow.panels import Bound


@login_required
@require_http_methods(["GET", "HEAD"])
def case(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """One commitment as staff see it."""
    return page(request, selectors.case(user_of(request), commitment_id))


def page(
    request: HttpRequest, row: Commitment, bound: Bound = None, unfold: str = ""
) -> HttpResponse:
    """Render the case; `bound` is the act whose form was refused, `unfold` one to begin with."""
    preview = None
    if row.state == "submitted" and policies.may_approve(user_of(request), row):
        preview = disclosures.registration_preview(row, user_of(request))
    due = clocks.shown(user_of(request), row)
    sha = document_sha(preview) if preview else due.get("due_sha", "")
    chosen = {"doc_sha": sha, "period_id": request.GET.get("period", "")}
    context = {
        "row": row,
        "preview": preview,
        "sha": sha,
        "own": policies_personal.personal(row),
        "publication": policies_personal.publication(row),
        "acts": panel.acts_for(user_of(request), row, chosen=chosen, bound=bound, unfold=unfold),
        **due,
        **_circumstances(request, row),
    }
    return render(request, "commitments/case.html", context, status=422 if bound else 200)


def _circumstances(request: HttpRequest, row: Commitment) -> dict[str, Any]:
    """What stands around the text: story, gaps, the last return, clocks, verifications."""
    returned = selectors.last_return(row) if row.state == "returned" else None
    return {
        "story": list(reversed(story(row))),
        "lacks": listing.gaps(row) if row.state in {"draft", "returned"} else [],
        "returned": returned,
        "marks": listing.marks_of(returned),
        "periods": listing.periods_of(row),
        "deadlines": listing.clocks_of(row),
        "tasks": listing.verifications_of(user_of(request), row),
        "cases": selectors_change.of_commitment(user_of(request), row),
        "authority": disclosures_change.authority(row),
        "incentives": [disclosures_change.incentive(one) for one in row.incentives.all()],
        **answers(user_of(request), row),
    }


def answers(user: Any, row: Commitment) -> dict[str, Any]:
    """What people answered about a registered promise: numbers, and for the body the summaries."""
    if row.state != "registered":
        return {}
    files = policies.allows(user, policies.FILE, row.organisation)
    judges = policies.allows(user, policies.VERIFY, row.organisation)
    return {
        "counts": reads.counts(row.pk),
        "confirmed_said": reads.confirmed_of(row),
        "may_comment": files,
        "may_check": judges,
    }


def _report(form: Any) -> dict[str, Any]:
    data = form.cleaned_data
    given = {name: data[name] for name in ("claim", "text_zh", "text_en")}
    for name in ("done_on", "numerator", "denominator"):
        given[name] = data.get(name)
    if data.get("period_id"):
        given["period_id"] = UUID(data["period_id"])
    return {**given, "evidence": form.attachments()}


def _return(form: Any) -> dict[str, Any]:
    marks = [(name, "") for name in form.cleaned_data["marks"]]
    return {"reason": form.cleaned_data["reason"], "marks": marks}


def _evidence(form: Any) -> dict[str, Any]:
    data = form.cleaned_data
    return {"upload": data["file"], "title": data["title"], "is_public": data["is_public"]}


def _open(form: Any) -> dict[str, Any]:
    period = form.cleaned_data.get("period_id")
    return {"reason": form.cleaned_data["reason"], "period_id": UUID(period) if period else None}


#: Act → service, and how its form's data become the service's arguments.
SERVICES: dict[str, tuple[Callable[..., Any], Callable[[Any], dict[str, Any]] | None]] = {
    "submit": (services.submit, None),
    "take_back": (services.take_back, None),
    "discard": (services.discard_draft, None),
    "copy": (services.copy_as_draft, None),
    "approve": (services.approve, lambda form: {"doc_sha": form.cleaned_data["doc_sha"]}),
    "return": (services.return_for_changes, _return),
    "bear_personally": (services.bear_personally, None),
    "bear_by_post": (services.bear_by_post, None),
    "countersign": (services.countersign, None),
    "report": (services.file_report, _report),
    "evidence": (services.add_evidence, _evidence),
    "open_verification": (services.open_verification, _open),
    "propose_change": (services.begin_change, lambda form: {"kind": "change"}),
    "propose_withdrawal": (services.begin_change, lambda form: {"kind": "withdraw"}),
    "compensation": (services.report_paid, lambda form: form.given()),
    "find_void": (services.propose_void, lambda form: form.given()),
    **clocks.SERVICES,
}


#: Acts that rest on what the page showed: refused when the case has changed since.
ON_WHAT_WAS_SEEN = frozenset({"submit", "approve", "return"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, commitment_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the case again with the form as it was filled in.

    A link (GET) only opens the case with the form of the act unfolded.
    """
    row = selectors.visible(user_of(request), commitment_id)
    if name not in SERVICES:
        raise NotFound("not_found", _("There is no such act."))
    if request.method != "POST":
        return page(request, selectors.case(user_of(request), row.pk), unfold=name)
    form = panel.form_for(name, row, data=request.POST, files=request.FILES)
    done = _do(request, name, row, form)
    if done is None:
        return _refused(request, name, row, form)
    messages.success(request, str(panel.DONE[name]))
    return _next_page(name, row, done.answer)


def _do(request: HttpRequest, name: str, row: Commitment, form: Form | None) -> acts.Done | None:
    """Run the service of an act with what its form says; None when either refuses."""
    service, read = SERVICES[name]
    if form is not None and not form.is_valid():
        return None
    given = read(form) if read and form else {}
    if name in ON_WHAT_WAS_SEEN:
        given |= version_seen(request)
    return attempt(request, service, form, commitment_id=row.pk, **given)


def _refused(request: HttpRequest, name: str, row: Commitment, form: Form | None) -> HttpResponse:
    """The form again as it was filled in; an act without fields says why on top of the case."""
    if form is not None and form.visible_fields():
        return page(request, selectors.case(user_of(request), row.pk), bound=(name, form))
    for sentence in panel.sentences(form):
        messages.error(request, sentence)
    return redirect("commitments:case", row.pk)


def _next_page(name: str, row: Commitment, answer: dict[str, Any]) -> HttpResponse:
    """Where an act leads: a copy to its form, a discarded draft back to the board."""
    if name == "copy":
        return redirect("commitments:edit", answer["id"])
    if name == "discard":
        return redirect("commitments:board")
    if name in {"propose_change", "propose_withdrawal"}:
        return redirect("commitments:change", answer["id"])
    if name == "find_void":
        return redirect("commitments:task", answer["id"])
    return redirect("commitments:case", row.pk)
