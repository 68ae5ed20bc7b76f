"""`/staff/commitments/sheets/parameters/`: names of fields and numbers of the comparison."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commitments.forms.sheets import ParameterForm
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.publishing import livelihood, livelihood_changes
from credit_portal.publishing.models.livelihood import FIELDS, NUMBERS
from credit_portal.workflow import changes


def _require(request: HttpRequest) -> None:
    if not user_of(request).may(livelihood_changes.VERB):
        raise NotAllowed("not_allowed", _("You may not do this."))


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every parameter with its versions."""
    _require(request)
    found = livelihood.history()
    rows = [
        {"code": code, "name": livelihood_changes.name_of(code), "versions": found[code]}
        for code in (*FIELDS, *NUMBERS)
    ]
    return render(request, "commitments/sheet_parameters.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def parameter(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a new version of one; another administrator confirms it."""
    _require(request)
    if code not in (*FIELDS, *NUMBERS):
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    latest = livelihood_changes.latest(code)
    first = {name: getattr(latest, name) for name in livelihood_changes.told_fields(latest)}
    posted = request.POST if request.method == "POST" else None
    form = ParameterForm(posted, named=code in FIELDS, initial=first)
    if form.is_bound and form.is_valid() and (done := _propose(request, code, form)):
        messages.success(request, _("Laid before a second person."))
        return redirect("desk:change", done.answer["id"])
    context = {"form": form, "name": livelihood_changes.name_of(code), "latest": latest}
    status = 422 if form.errors else 200
    return render(request, "commitments/sheet_parameter.html", context, status=status)


def _propose(request: HttpRequest, code: str, form: ParameterForm) -> Any:
    payload = {
        "code": code,
        "effective_from": form.cleaned_data["effective_from"].isoformat(),
        "changes": form.changes(),
    }
    return attempt(
        request, changes.propose_change, form, kind=livelihood_changes.KIND, payload=payload,
        reason=form.cleaned_data["reason"],
    )  # fmt: skip
