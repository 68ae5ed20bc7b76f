"""What people say was not kept: the queue of the credit office, one of them, the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import policies, services
from commitments import policies_contradictions as may
from commitments import selectors_contradictions as reads
from commitments.codes_contradiction import AnswerState
from commitments.models import Contradiction
from commitments.services.contradictions import open_contact
from commitments.views import contradiction_acts as panel
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.files.responses import attachment
from credit_portal.workflow.panels import Bound

PAGE = 30


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be checked, what may be reopened, and what was decided."""
    user = user_of(request)
    if not (user.may(policies.VERIFY) or user.may(policies.CONFIRM)):
        raise NotAllowed("not_allowed", policies.NO_ROLE)
    state = request.GET.get("state", AnswerState.FILED)
    state = state if state in AnswerState.values else AnswerState.FILED
    rows = reads.visible_to(user).filter(state=state)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [one for one in AnswerState.choices if one[0] != AnswerState.COUNTED],
        "ready": reads.ready(user),
    }
    return render(request, "commitments/contradictions.html", context)


@login_required
@require_safe
def contradiction(request: HttpRequest, contradiction_id: UUID) -> HttpResponse:
    """One of them with its words; the look is in the trail."""
    return page(request, contradiction_id)


def page(
    request: HttpRequest, contradiction_id: UUID, bound: Bound = None, contact: str = ""
) -> HttpResponse:
    """Render it; `bound` is the act whose form was refused, `contact` what was just unsealed."""
    done = acts.run(
        services.read_contradiction,
        actor=user_of(request),
        purpose="commitments.contradiction",
        contradiction_id=contradiction_id,
    )
    row: Contradiction = done.value
    context = {
        "said": row,
        "row": row.commitment,
        "counts": reads.counts(row.commitment_id),
        "masked": reads.masked(open_contact(row)) if row.text.contact else "",
        "contact": contact,
        "acts": panel.acts_on(user_of(request), row, bound),
    }
    status = 422 if bound else 200
    return render(request, "commitments/contradiction.html", context, status=status)


def _check(form: Any) -> dict[str, Any]:
    data = form.cleaned_data
    period = data.get("period_id")
    given = {name: data[name] for name in ("reason", "summary", "to_named")}
    return {**given, "period_id": UUID(period) if period else None}


def _same(form: Any) -> dict[str, Any]:
    data = form.cleaned_data
    return {"same_as": UUID(data["same_as"]), "reason": data["reason"]}


def _reason(form: Any) -> dict[str, Any]:
    return {"reason": form.cleaned_data["reason"]}


#: Act → service, and how its form's data become the service's arguments.
SERVICES: dict[str, tuple[Callable[..., Any], Callable[[Any], dict[str, Any]]]] = {
    "confirm": (services.confirm_contradiction, _check),
    "refuse": (services.refuse_contradiction, _reason),
    "duplicate": (services.mark_duplicate, _same),
    "erase": (services.erase_contradiction, _reason),
}
ON_WHAT_WAS_SEEN = frozenset({"confirm", "refuse", "duplicate"})


@login_required
@require_POST
def act(request: HttpRequest, contradiction_id: UUID, name: str) -> HttpResponse:
    """Do one act on it; a refusal shows the page again with the form."""
    found = reads.one(user_of(request), contradiction_id)
    if name not in SERVICES:
        raise NotFound("not_found", _("There is no such act."))
    may.require_check(user_of(request), found)
    form = panel.form_for(name, found, request.POST)
    if not _do(request, name, found, form):
        return page(request, found.pk, bound=(name, form))
    messages.success(request, str(panel.DONE[name]))
    return redirect("commitments:contradiction", found.pk)


def _do(request: HttpRequest, name: str, found: Contradiction, form: Form) -> bool:
    """Run the service of an act with what its form says; whether it was done."""
    service, read = SERVICES[name]
    if not form.is_valid():
        return False
    given = read(form)
    if name in ON_WHAT_WAS_SEEN:
        given |= version_seen(request)
    return attempt(request, service, form, contradiction_id=found.pk, **given) is not None


@login_required
@require_POST
def contact(request: HttpRequest, contradiction_id: UUID) -> HttpResponse:
    """Show the contact once, for a reason that the trail keeps."""
    found = reads.one(user_of(request), contradiction_id)
    may.require_check(user_of(request), found)
    form = panel.form_for("contact", found, request.POST)
    if not form.is_valid():
        return page(request, found.pk, bound=("contact", form))
    done = acts.run(
        services.read_contact,
        actor=user_of(request),
        answer=lambda _contact: {},
        contradiction_id=found.pk,
        reason=form.cleaned_data["reason"],
    )
    return page(request, found.pk, contact=done.value)


@login_required
@require_safe
def file(request: HttpRequest, contradiction_id: UUID) -> HttpResponseBase:
    """The file that came with it, for whoever may read its words."""
    done = acts.run(
        services.read_contradiction,
        actor=user_of(request),
        purpose="commitments.contradiction.file",
        contradiction_id=contradiction_id,
    )
    found = done.value.text.file
    if found is None:
        raise NotFound("not_found", _("There is no file."))
    return attachment(found)


@login_required
@require_POST
def reopen(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Reopen what was determined, on the confirmed contradictions of a promise or a period."""
    period = request.POST.get("period", "")
    chosen = reads.period_key(period) if period else None
    done = attempt(request, services.reopen, commitment_id=commitment_id, period_id=chosen)
    if done is None:
        return redirect("commitments:contradictions")
    messages.success(request, _("The verification is open; the public record says so."))
    return redirect("commitments:task", done.answer["id"])


@login_required
@require_POST
def comment(request: HttpRequest, contradiction_id: UUID) -> HttpResponse:
    """The body comments on a confirmed contradiction, of which it sees the summary."""
    done = attempt(
        request,
        services.comment_contradiction,
        contradiction_id=contradiction_id,
        text=request.POST.get("text", ""),
    )
    if done is not None:
        messages.success(request, _("Your comment is with the credit office."))
    return redirect("commitments:case", reads.commitment_of(contradiction_id))
