"""`/staff/disqualifications/`: selection committees ask, the answer is dated and numbered."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from integrity_files import policies_disqualifications as policies
from integrity_files import selectors_disqualifications as selectors
from integrity_files.disqualification_forms import QueryForm
from integrity_files.listing import page_of
from integrity_files.services import disqualifications as services


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Ask; below it the queries asked before."""
    user = user_of(request)
    policies.require(user)
    form = QueryForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done = attempt(request, services.ask, form, **form.given())
        if done is not None:
            key = UUID(done.answer["id"])
            acts.run(services.answer, actor=user, query_id=key)
            return redirect("disqualifications:query", key)
    found = page_of(request, selectors.visible_to(user))
    status = 422 if form.errors else 200
    context = {"form": form, "page": found, "query": ""}
    return render(request, "integrity_files/disqualifications.html", context, status=status)


@login_required
@require_safe
def query(request: HttpRequest, query_id: UUID) -> HttpResponse:
    """The answer as it was given, to print; the look is on record."""
    done = acts.run(services.look, actor=user_of(request), query_id=query_id)
    row = done.value
    context = {"row": row, "answer": getattr(row, "answer", None)}
    return render(request, "integrity_files/disqualification.html", context)
