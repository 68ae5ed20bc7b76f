"""The authority to promise and the incentives of a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments import policies, selectors, services
from commitments.forms import AuthorityForm, IncentiveSet, incentives_of
from commitments.models import Commitment
from commitments.services.authority import CHECKED, OFFERED
from commitments.services.drafts import require_editable
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def authority(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Record both reviews, the budget source, the competent body and what is offered."""
    row = selectors.visible(user_of(request), commitment_id)
    policies.require(user_of(request), policies.FILE, row.organisation)
    require_editable(row)
    form, offers = _forms(request, row)
    if form.is_bound and form.is_valid() and offers.is_valid():
        given = {**form.given(), "incentives": incentives_of(offers)}
        if attempt(request, services.record_authority, form, commitment_id=row.pk, **given):
            messages.success(request, _("The authority to promise has been recorded."))
            return redirect("commitments:case", row.pk)
    context = {"form": form, "offers": offers, "row": row}
    bad = bool(form.errors or (offers.is_bound and not offers.is_valid()))
    return render(request, "commitments/authority.html", context, status=422 if bad else 200)


def _forms(request: HttpRequest, row: Commitment) -> tuple[AuthorityForm, Any]:
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    check = getattr(row, "authority_check", None)
    initial = {name: getattr(check, name) for name in CHECKED} if check else {}
    offered = [{name: getattr(one, name) for name in OFFERED} for one in row.incentives.all()]
    form = AuthorityForm(*posted, initial={**initial, "version": row.version})
    return form, IncentiveSet(posted[0], prefix="offers", initial=offered)
