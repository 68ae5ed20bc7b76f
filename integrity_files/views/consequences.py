"""`/staff/consequences/`: what follows records, each with its clock; sanctions of persons."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.files.responses import attachment
from credit_portal.workflow.panels import Bound
from credit_portal.workflow.selectors import deadlines_of, open_by_case
from integrity_files import policies_consequences as policies
from integrity_files import selectors_consequences as selectors
from integrity_files import services
from integrity_files.audit_verbs_consequences import STORY
from integrity_files.codes_consequences import ConsequenceKind, ConsequenceState
from integrity_files.consequence_forms import OrderConsequenceForm, SanctionForm
from integrity_files.listing import asked_of, page_of
from integrity_files.models import Consequence
from integrity_files.services.consequence_steps import DUTY, over
from integrity_files.views import consequence_panel as panel

ASKED = ("q", "kind", "state")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every consequence that I may see, the latest first; the address keeps what is asked."""
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in policies.VERBS):
        raise NotAllowed("not_allowed", _("Records are made by the credit office."))
    asked = asked_of(request, ASKED)
    found = page_of(request, selectors.filtered(user, asked))
    keys = [row.pk for row in found.object_list]
    clocks = open_by_case((DUTY,), Consequence._meta.label_lower, keys)
    pairs = [(row, next(iter(clocks.get(row.pk, [])), None)) for row in found.object_list]
    context = {
        "page": found, "pairs": pairs, "asked": asked, "today": clock.today(),
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "choices": [("kind", _("Consequence"), ConsequenceKind.choices),
                    ("state", _("State"), ConsequenceState.choices)],
    }  # fmt: skip
    return render(request, "integrity_files/consequences.html", context)


@login_required
@require_safe
def consequence(request: HttpRequest, consequence_id: UUID) -> HttpResponse:
    """One consequence."""
    return _page(request, selectors.consequence(user_of(request), consequence_id))


def _page(request: HttpRequest, row: Consequence, bound: Bound = None) -> HttpResponse:
    user, english = user_of(request), get_language() == "en"
    context = {
        "row": row, "today": clock.today(),
        "is_office": policies.is_office(user, row.record.organisation),
        "deadlines": [one for one in deadlines_of(row) if one.is_open],
        "story": [{"at": one.at, "text": STORY[one.name][english], "actor": one.actor_title}
                  for one in row.events.all()],
        "acts": panel.acts_for(user, row, bound),
    }  # fmt: skip
    status = 422 if bound else 200
    return render(request, "integrity_files/consequence.html", context, status=status)


@login_required
@require_POST
def act(request: HttpRequest, consequence_id: UUID, name: str) -> HttpResponse:
    """Do an act; a refusal shows its form again."""
    user, row = user_of(request), selectors.consequence(user_of(request), consequence_id)
    found = panel.ACTS.get(name)
    if found is None:
        raise NotFound("not_found", _("There is no such act."))
    policies.require(user, found.verb, over(row, found.verb))
    form = found.form(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, (name, form))
    done = attempt(
        request,
        found.service,
        form,
        consequence_id=row.pk,
        **panel.given(form),
        **version_seen(request),
    )
    if done is None:
        return _page(request, row, (name, form))
    messages.success(request, str(found.done))
    return redirect("consequences:consequence", row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Order what follows a determined record."""
    row = selectors.record_to_follow(user_of(request), record_id)
    form = OrderConsequenceForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_bound and form.is_valid():
        done = attempt(
            request, services.order_consequence, form, record_id=row.pk, **form.cleaned_data
        )
        if done is not None:
            messages.success(request, _("Ordered. A second person confirms now."))
            return redirect("consequences:consequence", done.answer["id"])
    status = 422 if form.errors else 200
    context = {"row": row, "form": form}
    return render(request, "integrity_files/consequence_order.html", context, status=status)


@login_required
@require_safe
def proof(request: HttpRequest, consequence_id: UUID) -> HttpResponseBase:
    """The proof, as a download; the look is on record first."""
    done = acts.run(services.read_proof, actor=user_of(request), consequence_id=consequence_id)
    return attachment(done.value)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sanctions(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Sanctions of persons after a record, for the credit office only; the look is on record."""
    user = user_of(request)
    done = acts.run(services.sanctions_of, actor=user, record_id=record_id)
    row, terms, people = done.value
    form = SanctionForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_bound:
        policies.require(user, policies.ORDER, row.organisation)
        if form.is_valid() and attempt(
            request, services.enter_sanction, form, record_id=row.pk, **form.given()
        ):
            messages.success(request, _("Entered. A second person compares it now."))
            return redirect("consequences:sanctions", row.pk)
    context: dict[str, Any] = {
        "row": row, "terms": terms, "form": form, "user_id": user.pk,
        "may_enter": policies.may(user, policies.ORDER, row.organisation) and bool(people),
        "may_answer": policies.may(user, policies.CONFIRM, row.organisation),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "integrity_files/sanctions.html", context, status=status)


@login_required
@require_POST
def sanction(request: HttpRequest, record_id: UUID, term_id: UUID) -> HttpResponse:
    """Confirm the entry of a sanction, or say that it does not agree with the decision."""
    agrees = request.POST.get("act") == "confirm"
    done = attempt(
        request, services.answer_sanction, None, record_id=record_id, term_id=term_id,
        agrees=agrees,
    )  # fmt: skip
    if done is not None:
        messages.success(request, _("Answered."))
    return redirect("consequences:sanctions", record_id)
