"""Lawful change: the body files a case, the superior body sees both texts and decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import (
    change_acts,
    change_preview,
    change_rules,
    disclosures_change,
    listing,
    listing_change,
    policies,
    selectors,
    services,
)
from commitments import policies_change as who
from commitments import selectors_change as reading
from commitments.codes_change import EDITABLE_CHANGE, ChangeState
from commitments.forms import ChangeForm
from commitments.models import LawfulChange
from commitments.services.change import FIELDS
from commitments.story import story
from commitments.views import panel
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.publishing.documents import document_sha
from credit_portal.workflow.panels import Bound

DONE: dict[str, Any] = {
    "submit": gettext_lazy("Laid before the superior body."),
    "take_back": gettext_lazy("Taken back. It is a draft again."),
    "discard": gettext_lazy("Given up. The promise stays as it is."),
    "approve": gettext_lazy("Approved. Both texts are public within seconds."),
    "return": gettext_lazy("Returned with your reason."),
    "refuse": gettext_lazy("Refused. The promise stays in force."),
}


@login_required
@require_safe
def case(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """One case: ground, procedure, both texts side by side, what the public will see."""
    return page(request, reading.case(user_of(request), change_id))


def page(request: HttpRequest, found: LawfulChange, bound: Bound = None) -> HttpResponse:
    """Render the case; `bound` is the act whose form was refused."""
    pair = None
    if found.state == ChangeState.SUBMITTED and who.may_decide(user_of(request), found):
        pair = change_preview.preview(found, user_of(request))
    sha = document_sha(pair) if pair else ""
    row = selectors.for_disclosure([found.commitment_id])[0]
    context = {
        "case": found,
        "row": row,
        "pair": pair,
        "sha": sha,
        "deadlines": listing.clocks_of_change(found),
        "acts": change_acts.acts_for(user_of(request), found, doc_sha=sha, bound=bound),
        "story": list(reversed(story(row))),
        **_grounds(found),
    }
    return render(request, "commitments/change.html", context, status=422 if bound else 200)


def _grounds(found: LawfulChange) -> dict[str, Any]:
    """Basis, steps, what is missing, words that resemble a forbidden excuse, both texts."""
    new = found.successor
    return {
        "basis": change_rules.GROUNDS.get(found.ground),
        "steps": list(found.steps.all()),
        "flags": listing_change.flags(found),
        "lacks": listing_change.gaps(found) if found.state in EDITABLE_CHANGE else [],
        "old_text": disclosures_change.text_of(found.commitment),
        "new_text": disclosures_change.text_of(new) if new else None,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Ground, document, procedure and compensation of a draft or returned case."""
    found = reading.case(user_of(request), change_id)
    policies.require(user_of(request), policies.FILE, found.commitment.organisation)
    if found.state not in EDITABLE_CHANGE:
        raise Conflict("not_editable", _("Only a draft or a returned case can be changed."))
    initial = {name: getattr(found, name) for name in FIELDS} | {"version": found.version}
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ChangeForm(*posted, change=found, initial=initial)
    if form.is_bound and form.is_valid():
        done = attempt(request, services.edit_change, form, change_id=found.pk, **form.given())
        if done:
            messages.success(request, _("The case has been saved."))
            return redirect("commitments:change", found.pk)
    context = {"form": form, "case": found, "row": found.commitment}
    status = 422 if form.errors else 200
    return render(request, "commitments/change_edit.html", context, status=status)


#: Act → service, and how its form's data become the service's arguments.
SERVICES: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "submit": (services.submit_change, ()),
    "take_back": (services.take_back_change, ()),
    "discard": (services.discard_change, ()),
    "approve": (services.approve_change, ("doc_sha",)),
    "return": (services.return_change, ("reason",)),
    "refuse": (services.refuse_change, ("reason",)),
}
#: Acts that rest on what the page showed.
ON_WHAT_WAS_SEEN = frozenset({"submit", "approve", "return", "refuse"})


@login_required
@require_POST
def act(request: HttpRequest, change_id: UUID, name: str) -> HttpResponse:
    """Do one act on a case; a refusal shows the case again with the form."""
    found = reading.case(user_of(request), change_id)
    if name not in SERVICES:
        raise NotFound("not_found", _("There is no such act."))
    form = change_acts.form_for(name, data=request.POST)
    if _do(request, name, found, form):
        messages.success(request, str(DONE[name]))
        back = "commitments:case" if name == "discard" else "commitments:change"
        return redirect(back, found.commitment_id if name == "discard" else found.pk)
    if form is not None and form.visible_fields():
        return page(request, found, bound=(name, form))
    for sentence in panel.sentences(form):
        messages.error(request, sentence)
    return redirect("commitments:change", found.pk)


def _do(request: HttpRequest, name: str, found: LawfulChange, form: Any) -> bool:
    """Run the service of an act with what its form says; whether it was done."""
    service, names = SERVICES[name]
    if form is not None and not form.is_valid():
        return False
    given = {key: form.cleaned_data[key] for key in names}
    if name in ON_WHAT_WAS_SEEN:
        given |= version_seen(request)
    return attempt(request, service, form, change_id=found.pk, **given) is not None
