"""`/staff/records/`: the list, one record, the acts on it, the order that begins one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.files.responses import attachment
from credit_portal.workflow.panels import Bound
from integrity_files import policies_records as policies
from integrity_files import selectors_leads as leads
from integrity_files import selectors_records as selectors
from integrity_files import services
from integrity_files.codes import BreachCategory, LeadState, Severity
from integrity_files.codes_records import Domain, RecordState
from integrity_files.listing import asked_of, keyset_page
from integrity_files.models import Record
from integrity_files.record_forms import OrderForm
from integrity_files.views import record_page as page
from integrity_files.views import record_panel as panel

ASKED = ("q", "state", "category", "domain", "severity")


def _someone(request: HttpRequest) -> Any:
    """Whoever has to do with records at all."""
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in policies.VERBS):
        raise NotAllowed("not_allowed", _("Records are made by the credit office."))
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every record that I may see, the newest first; the address keeps what is asked."""
    user = _someone(request)
    asked = asked_of(request, ASKED)
    rows = selectors.filtered(user, asked).prefetch_related("hidings")
    found = keyset_page(request, rows, ("created_at", "id"))
    context = {
        "page": found,
        "rows": [(row, page.shown_name(row)) for row in found.rows],
        "asked": asked,
        "choices": _choices(),
    }
    return render(request, "integrity_files/records.html", context)


def _choices() -> list[tuple[str, Any, Any]]:
    return [
        ("state", _("State"), RecordState.choices),
        ("category", _("Category of the breach"), BreachCategory.choices),
        ("domain", _("Field of activity"), Domain.choices),
        ("severity", _("Severity"), Severity.choices),
    ]


@login_required
@require_safe
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One record."""
    return _page(request, selectors.record(user_of(request), record_id))


def _page(request: HttpRequest, row: Record, bound: Bound = None) -> HttpResponse:
    context = page.context(user_of(request), row) | {
        "acts": panel.acts_for(user_of(request), row, bound)
    }
    return render(request, "integrity_files/record.html", context, status=422 if bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, record_id: UUID, name: str) -> HttpResponse:
    """The form of an act on a page of its own, and doing it; a refusal shows the form again."""
    user, row = user_of(request), selectors.record(user_of(request), record_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    found = panel.ACTS[name]
    policies.require(user, found.verb, row.organisation)
    if request.method != "POST":
        return _form_page(request, row, name, panel.form_for(name, row))
    form = panel.form_for(name, row, request.POST, request.FILES)
    if form is not None and not form.is_valid():
        return _again(request, row, name, form)
    return _do(request, row, name, form)


def _do(request: HttpRequest, row: Record, name: str, form: Any) -> HttpResponse:
    given = panel.given(name, form)
    found = panel.ACTS[name]
    done = attempt(request, found.service, form, record_id=row.pk, **given, **version_seen(request))
    if done is None and form is not None:
        return _again(request, row, name, form)
    if done is not None:
        messages.success(request, str(found.done))
    return redirect("records:record", row.pk)


def _again(request: HttpRequest, row: Record, name: str, form: Any) -> HttpResponse:
    if panel.ACTS[name].page:
        return _form_page(request, row, name, form)
    return _page(request, row, (name, form))


def _form_page(request: HttpRequest, row: Record, name: str, form: Any) -> HttpResponse:
    found = panel.ACTS[name]
    if not found.page or not panel.is_open(found, user_of(request), row):
        for texts in form.errors.values():
            messages.error(request, str(texts[0]))
        return redirect("records:record", row.pk)
    context = {
        "row": row, "form": form, "name": name, "act": found,
        "precedents": selectors.precedents(row) if name == "propose" else [],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "integrity_files/record_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Order rectification on a lead found true: the beginning of a record."""
    user = user_of(request)
    row = leads.lead(user, lead_id)
    policies.require(user, policies.HANDLE, row.organisation)
    known = selectors.of_lead(row)
    if known is not None or row.state != LeadState.TRUE:
        return redirect("records:record", known.pk) if known else redirect("leads:lead", row.pk)
    form = OrderForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done = attempt(
            request, services.order_rectification, form, lead_id=row.pk, **form.cleaned_data
        )
        if done is not None:
            messages.success(request, _("Ordered. The time to rectify runs; the body is told."))
            return redirect("records:record", done.answer["id"])
    status = 422 if form.errors else 200
    context = {"lead": row, "form": form}
    return render(request, "integrity_files/record_order.html", context, status=status)


@login_required
@require_safe
def file(request: HttpRequest, record_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file, as a download; the look is on record first."""
    done = acts.run(
        services.read_file, actor=user_of(request), record_id=record_id, file_id=file_id
    )
    return attachment(done.value)


@login_required
@require_safe
def responsible(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Who is responsible, for the credit office only; the look is on record first."""
    user = user_of(request)
    row = selectors.record(user, record_id)
    done = acts.run(services.responsible_of, actor=user, record_id=row.pk)
    context = {"row": row, "named": done.value}
    return render(request, "integrity_files/record_responsible.html", context)
