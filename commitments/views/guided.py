"""Filing one thing at a time: each page keeps the draft and leads to the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments import listing, policies, selectors, services
from commitments.forms.guided import LAST, TITLES, StepForm, fields_of
from commitments.models import Commitment
from commitments.services.drafts import EDITABLE, require_editable
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import NotAllowed, NotFound


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The first page, which begins the draft."""
    if not user_of(request).organisation_paths(policies.FILE):
        raise NotAllowed("not_allowed", _("Your role does not include filing commitments."))
    posted = request.POST if request.method == "POST" else None
    own = listing.posts_for(user_of(request)).filter(organisation=user_of(request).organisation_id)
    initial = {"post": own.filter(is_principal=True).first(), "category": "deadline",
               "shape": "one_off"}  # fmt: skip
    form = StepForm(posted, user=user_of(request), names=fields_of(1, False), initial=initial)
    if form.is_bound and form.is_valid():
        done = attempt(request, services.create_draft, form, **_given(form))
        if done:
            return redirect("commitments:guided", done.answer["id"], 2)
    return _page(request, form, None, 1)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, commitment_id: UUID, number: int) -> HttpResponse:
    """One page of a draft; saving leads on, the last one to the case."""
    row = selectors.visible(user_of(request), commitment_id)
    policies.require(user_of(request), policies.FILE, row.organisation)
    require_editable(row)
    if not 1 <= number <= LAST:
        raise NotFound("not_found", _("There is no such step."))
    form = _form(request, row, number)
    if form.is_bound and form.is_valid() and _keep(request, row, form):
        if number < LAST:
            return redirect("commitments:guided", row.pk, number + 1)
        messages.success(request, _("The draft has been saved."))
        return redirect("commitments:case", row.pk)
    return _page(request, form, row, number)


def _form(request: HttpRequest, row: Commitment, number: int) -> StepForm:
    initial = {name: getattr(row, name) for name in EDITABLE}
    return StepForm(
        request.POST if request.method == "POST" else None, user=user_of(request),
        names=fields_of(number, row.is_standing),
        initial={**initial, "post": row.post_id, "version": row.version},
    )  # fmt: skip


def _given(form: StepForm) -> dict[str, Any]:
    post = form.cleaned_data.get("post")
    return {"fields": form.values(), **({"post_id": post.pk} if post else {})}


def _keep(request: HttpRequest, row: Commitment, form: StepForm) -> bool:
    done = attempt(request, services.edit_draft, form, commitment_id=row.pk,
                   expected_version=form.cleaned_data["version"], **_given(form))  # fmt: skip
    return done is not None


def _page(
    request: HttpRequest, form: StepForm, row: Commitment | None, number: int
) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "number": number,
        "last": LAST,
        "title": TITLES[number],
        "steps": [(one, TITLES[one]) for one in sorted(TITLES)],
    }
    return render(request, "commitments/guided.html", context, status=422 if form.errors else 200)
