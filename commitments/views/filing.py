"""Filing: a draft is typed, kept, completed, handed in."""

from __future__ import annotations

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments import listing, policies, schedule, selectors, services
from commitments.forms import DraftForm, MilestoneSet, milestone_initial, milestones_of
from commitments.models import Commitment
from commitments.services import desk
from commitments.services.drafts import EDITABLE, require_editable
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of
from credit_portal.common import clock
from credit_portal.common.errors import NotAllowed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new draft; nothing but the post is required yet."""
    if not user_of(request).organisation_paths(policies.FILE):
        raise NotAllowed("not_allowed", _("Your role does not include filing commitments."))
    form = DraftForm(_posted(request), user=user_of(request), initial=_first(request))
    steps = MilestoneSet(_posted(request), prefix="steps")
    if form.is_bound and form.is_valid() and steps.is_valid():
        done = attempt(request, services.create_draft, form, **_given(form, steps))
        if done:
            messages.success(request, _("The draft has been saved."))
            return redirect("commitments:case", done.answer["id"])
    return _page(request, form, steps, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Change a draft or a returned filing; refused when somebody else changed it meanwhile."""
    row = selectors.visible(user_of(request), commitment_id)
    policies.require(user_of(request), policies.FILE, row.organisation)
    require_editable(row)
    form, steps = _bound_to(request, row)
    if form.is_bound and form.is_valid() and steps.is_valid() and _save(request, row, form, steps):
        messages.success(request, _("The draft has been saved."))
        return redirect("commitments:case", row.pk)
    return _page(request, form, steps, row)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _first(request: HttpRequest) -> dict[str, Any]:
    """What a new form begins with: my own body's principal post."""
    if chosen := request.GET.get("template", ""):
        return {**desk.initial_of(desk.template(user_of(request), chosen))}
    own = listing.posts_for(user_of(request)).filter(organisation=user_of(request).organisation_id)
    post = own.filter(is_principal=True).first()
    within = schedule.usual_report_within(clock.today())
    return {"post": post, "category": "deadline", "shape": "one_off", "report_within": within}


def _given(form: DraftForm, steps: Any) -> dict[str, Any]:
    """What both services take from the two forms."""
    return {
        "post_id": form.cleaned_data["post"].pk,
        "fields": form.values(),
        "milestones": milestones_of(steps),
    }


def _bound_to(request: HttpRequest, row: Commitment) -> tuple[DraftForm, Any]:
    """The forms of a draft; what the approver marked says so beside the field."""
    returned = selectors.last_return(row) if row.state == "returned" else None
    fields = {name: getattr(row, name) for name in EDITABLE}
    form = DraftForm(
        _posted(request), user=user_of(request), marks=listing.marks_of(returned),
        initial={**fields, "post": row.post_id, "version": row.version},
    )  # fmt: skip
    milestones = milestone_initial(list(row.milestones.all()))
    return form, MilestoneSet(_posted(request), prefix="steps", initial=milestones)


def _save(request: HttpRequest, row: Commitment, form: DraftForm, steps: Any) -> bool:
    """Keep the text. When somebody was faster the typed text stays in the form, and the next
    press of the button, after a look at the other text, replaces it knowingly."""
    done = attempt(
        request, services.edit_draft, form, commitment_id=row.pk,
        expected_version=form.cleaned_data["version"], **_given(form, steps),
    )  # fmt: skip
    if done is None and form.has_error("__all__", "stale"):
        typed: Any = copy(form.data)
        typed["version"] = str(row.version)
        form.data = typed
    return done is not None


def _page(
    request: HttpRequest, form: DraftForm, steps: Any, row: Commitment | None
) -> HttpResponse:
    bad = bool(form.errors or (steps.is_bound and not steps.is_valid()))
    returned = selectors.last_return(row) if row and row.state == "returned" else None
    context = {
        "form": form,
        "steps": steps,
        "row": row,
        "returned": returned,
        "marks": listing.marks_of(returned),
        "stale": form.has_error("__all__", "stale"),
    }
    return render(request, "commitments/filing.html", context, status=422 if bad else 200)
