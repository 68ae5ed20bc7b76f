"""`/staff/hand-overs/`: what was taken over, as a list, a sheet and on paper; acknowledging it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.files.responses import pdf
from credit_portal.workflow import hand_over_pdf, hand_overs

PAGE = 50


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Sheets of the user's bodies and posts, those that wait first."""
    rows = hand_overs.listed(user_of(request))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/hand_overs.html", {"page": page})


@login_required
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One sheet with everything on it."""
    user = user_of(request)
    sheet = hand_overs.hand_over(user, key)
    ended = hand_over_pdf.ended(sheet)
    waits = sheet.is_waiting and not ended
    context = {
        "sheet": sheet,
        "ended": ended,
        "cause": hand_over_pdf.cause(sheet),
        "page": Paginator(sheet.items.all(), 200).get_page(request.GET.get("page")),
        "deadline": hand_overs.deadline_of(sheet),
        "may_acknowledge": waits and hand_overs.may_acknowledge(user, sheet),
    }
    return render(request, "desk/hand_over.html", context)


@login_required
@require_POST
def acknowledge(request: HttpRequest, key: UUID) -> HttpResponse:
    """Acknowledge a sheet."""
    acts.run(
        hand_overs.acknowledge, actor=user_of(request), hand_over_id=key,
        idempotency_key=idempotency_key(request), answer=lambda row: {"id": str(row.pk)},
    )  # fmt: skip
    messages.success(request, _("Acknowledged. The due dates of the cases are as they were."))
    return redirect("desk:hand-over", key)


@login_required
@require_safe
def sheet_pdf(request: HttpRequest, key: UUID) -> HttpResponse:
    """The sheet on paper."""
    sheet = hand_overs.hand_over(user_of(request), key)
    return pdf(hand_over_pdf.make(sheet), f"{sheet.number}.pdf")
