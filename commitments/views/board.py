"""`/staff/commitments/`: everything I may see, with filters."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments import codes, listing, selectors
from commitments.policies import FILE

PAGE = 30


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Commitments of my bodies; the next due date first."""
    chosen = {name: request.GET.get(name, "")[:80] for name in ("q", "state", "outcome")}
    rows = listing.filtered(selectors.board(request.user), **chosen)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": codes.State.choices,
        "outcomes": codes.Outcome.choices,
        "may_file": bool(request.user.organisation_paths(FILE)),
        **chosen,
    }
    return render(request, "commitments/board.html", context)
