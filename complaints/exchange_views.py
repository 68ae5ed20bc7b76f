"""`/staff/complaints/orders/`: orders of the 12345 platform, the queue of results and its trouble;
`/staff/complaints/<case>/lead/`: a case found true becomes a lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import exchange_export, exchange_panel, lead_story, policies, selectors
from complaints.exchange_forms import FileForm, LeadForm, file_of
from complaints.importing.orders import NAME
from complaints.services import leads, order_sending
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.imports.tables import XLSX_TYPE
from integrity_files.listing import page_of

#: Results of the queue that one page shows.
SHOWN = 50


def _exchanging(request: HttpRequest) -> Any:
    user = user_of(request)
    if not user.organisation_paths(policies.EXCHANGE):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    return user


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """What waits to go back, what was refused, and every order, the newest first."""
    user = _exchanging(request)
    waiting = order_sending.visible(user).filter(sent_at=None).order_by("id")
    queue = list(waiting[:SHOWN])
    context = {
        "page": page_of(request, exchange_panel.orders(user)),
        "queue": [exchange_panel.shown(one) for one in queue],
        "waiting": waiting.count(),
        "refused": order_sending.refused(user).count(),
        "results": file_of(order_sending.for_file(user)),
        "by_service": bool(settings.HOTLINE_RESULTS_URL),
        "handler": NAME,
    }
    return render(request, "complaints/orders.html", context)


@login_required
@require_POST
def retry(request: HttpRequest, result_id: int) -> HttpResponse:
    """Try a result again."""
    _exchanging(request)
    if attempt(request, order_sending.retry, None, result_id=result_id) is not None:
        messages.success(request, _("It is tried again within a minute."))
    return redirect("complaint_exchange:orders")


def _keys(request: HttpRequest) -> list[int]:
    form = FileForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise NotFound("not_found", _("There is no such result."))
    return list(form.cleaned_data["results"])


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The results that wait, as a table; who took them is on record."""
    user, keys = _exchanging(request), _keys(request)
    done = acts.run(order_sending.export, actor=user, keys=keys, answer=lambda _rows: {})
    answer = HttpResponse(exchange_export.workbook(done.value), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="order-results.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def handed_over(request: HttpRequest) -> HttpResponse:
    """Note that the results of a file have left."""
    _exchanging(request)
    done = attempt(
        request, order_sending.handed_over, None, keys=_keys(request),
        answer=lambda count: {"count": count},
    )  # fmt: skip
    if done is not None:
        count = done.answer["count"]
        sentence = ngettext("%(n)s result has left.", "%(n)s results have left.", count)
        messages.success(request, sentence % {"n": count})
    return redirect("complaint_exchange:orders")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Make a lead of a case found true: the page says what goes along and what does not."""
    user = user_of(request)
    row = selectors.case(user, case_id)
    policies.require(user, policies.CONVERT, row.accused)
    form = LeadForm(request.POST if request.method == "POST" else None, user=user, row=row)
    if form.is_bound and form.is_valid():
        done = attempt(
            request, leads.convert, form, case_id=row.pk, **form.given(), **version_seen(request)
        )
        if done is not None:
            messages.success(request, _("The lead is open; the credit office verifies it."))
            return redirect("complaint_exchange:lead", row.pk)
    context = {
        "row": row, "form": form, "open": leads.may_convert(user, row),
        "told": lead_story.of(row),
    }  # fmt: skip
    return render(request, "complaints/lead_new.html", context, status=422 if form.errors else 200)
