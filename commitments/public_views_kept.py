"""Was it kept for you? The form for anybody, without an account and without JavaScript."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commitments import selectors_contradictions as reads
from commitments import services
from commitments.forms.contradiction import ContradictForm
from commitments.models import Commitment
from commitments.services.contradictions import Filed
from credit_portal.common import acts, clock, crypto
from credit_portal.common.actors import ANYBODY
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal
from credit_portal.common.throttle import FormThrottle
from credit_portal.publishing.models import Displayed
from credit_portal.workflow import receipts
from credit_portal.workflow.forms import ReceiptForm
from credit_portal.workflow.public_filing import FORM


class TooMany(DomainError):
    """This client has sent many forms; nothing about it is kept but for a moment in memory."""

    status = 429


@never_cache
@require_http_methods(FORM)
def was_it_kept(request: HttpRequest, ref: str) -> HttpResponse:
    """What others answered, the question, and the form for a "no"."""
    found = reads.shown(ref)
    if found is None:
        return _gone(ref)
    shown, row = found
    if request.method != "POST":
        asked = request.GET.get("answer") == "no" and not row.has_ended
        form = ContradictForm() if asked else None
        return _page(request, shown, row, form)
    if request.POST.get("answer") == "yes":
        _spend(request)
        return _yes(request, shown, row)
    return _no(request, shown, row)


def _gone(ref: str) -> HttpResponse:
    """What is not asked about: the page of the record tells, or there is nothing."""
    if reads.was_removed(ref):
        return redirect("portal:record", ref)
    raise Http404


def _spend(request: HttpRequest) -> None:
    if not FormThrottle().allow(request):
        raise TooMany(
            "too_many_forms",
            _("Many forms have come from your network. Please try again in a while."),
        )


def _page(
    request: HttpRequest, shown: Displayed, row: Commitment, form: Form | None, status: int = 0
) -> HttpResponse:
    today = clock.today()
    context = {
        "record": shown,
        "row": row,
        "form": form,
        "counts": reads.counts(row.pk),
        "rule": reads.rule(reads.REOPEN, today),
        "thanks": "thanks" in request.GET,
        "here": "commitments",
    }
    status = status or (422 if form is not None and form.errors else 200)
    return render(request, "commitments/was_it_kept.html", context, status=status)


def _yes(request: HttpRequest, shown: Displayed, row: Commitment) -> HttpResponse:
    key = idempotency_key(request)
    acts.run(
        services.say_kept,
        actor=ANYBODY,
        idempotency_key=key,
        answer=lambda _made: {},
        commitment_id=row.pk,
    )
    return redirect(f"{reverse('was-it-kept', args=[shown.ref])}?thanks")


def _no(request: HttpRequest, shown: Displayed, row: Commitment) -> HttpResponse:
    form = ContradictForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, shown, row, form)
    throttle = FormThrottle()
    if not throttle.allow(request):
        show_refusal(form, throttle.refusal())
        return _page(request, shown, row, form, status=429)
    try:
        receipt = _file(request, row, form.cleaned_data)
    except DomainError as error:
        if error.status in {404, 429}:
            raise
        show_refusal(form, error)
        return _page(request, shown, row, form)
    context = {"record": shown, "receipt": receipt, "here": "commitments"}
    return render(request, "commitments/was_it_kept_receipt.html", context)


def _file(request: HttpRequest, row: Commitment, data: dict[str, Any]) -> str:
    """File it once and give its receipt; a form sent twice gets the same receipt again, which
    waits sealed beside the key of the form for that purpose."""
    key = idempotency_key(request)
    place = f"commitments.contradict|receipt|{key}|1"

    def answer(made: Filed) -> dict[str, Any]:
        return {"receipt": crypto.seal("contact", made.receipt.encode(), place).hex()}

    done = acts.run(
        services.contradict,
        actor=ANYBODY,
        idempotency_key=key,
        answer=answer,
        commitment_id=row.pk,
        upload=data["file"],
        **{name: data[name] for name in ("facts", "happened_on", "to_named", "contact")},
    )
    return crypto.unseal("contact", bytes.fromhex(done.answer["receipt"]), place).decode()


@never_cache
@require_http_methods(FORM)
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a "no" back by its receipt; its words are erased, also after the record has gone."""
    if reads.shown(ref) is None and not reads.was_removed(ref):
        raise Http404
    form = ReceiptForm(request.POST or None)
    done = False
    if request.method == "POST":
        _spend(request)
        done = form.is_valid() and _withdraw(form)
    context = {"record": {"ref": ref.upper()}, "form": form, "done": done, "here": "commitments"}
    status = 422 if form.errors else 200
    return render(request, "commitments/was_it_kept_withdraw.html", context, status=status)


def _withdraw(form: Form) -> bool:
    try:
        code = receipts.normalise(form.cleaned_data["code"])
        digest = receipts.digest(code)
        acts.run(services.withdraw_contradiction, actor=ANYBODY, digest=digest)
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True
