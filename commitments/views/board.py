"""`/staff/commitments/`: everything I may see, with filters, and as a table for Excel."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments import codes, listing, policies, selectors
from commitments import export as exporting
from commitments.services import desk as keeping
from commitments.views import desk
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.imports.tables import CSV_TYPE, XLSX_TYPE

PAGE = 30
STATES = [choice for choice in codes.State.choices if choice[0] != codes.State.DISCARDED]


def _chosen(request: HttpRequest) -> dict[str, str]:
    names = ("q", "state", "outcome", "category", "due", "sort")
    return {name: request.GET.get(name, "")[:80] for name in names}


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Commitments of my bodies; the next due date first."""
    chosen = _chosen(request)
    rows = listing.filtered(selectors.board(user_of(request)), **chosen)[: exporting.MOST]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "more": page.paginator.count == exporting.MOST,
        "states": STATES,
        "outcomes": codes.Outcome.choices,
        "categories": codes.Category.choices,
        "dues": listing.DUES,
        "sorts": listing.SORTS,
        "query": desk.query_of(chosen),
        "views": keeping.views_of(user_of(request)),
        "may_file": bool(user_of(request).organisation_paths(policies.FILE)),
        "may_approve": bool(user_of(request).organisation_paths(policies.APPROVE)),
        "today": clock.today(),
        **chosen,
    }
    return render(request, "commitments/board.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The rows of the board, with its filters, as a CSV file that Excel opens, or as XLSX."""
    form = request.GET.get("form", "csv")
    done = acts.run(
        exporting.board_table, actor=user_of(request), chosen=_chosen(request), form=form,
        answer=lambda _content: {},
    )  # fmt: skip
    response = HttpResponse(done.value, content_type=XLSX_TYPE if form == "xlsx" else CSV_TYPE)
    name = f"commitments-{clock.today():%Y%m%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
