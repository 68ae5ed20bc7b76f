"""`/repairs/new/` and `/repairs/mine/`: a body asks for repair without an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from credit_portal.common import acts, clock
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotFound
from credit_portal.common.forms import show_refusal
from integrity_files import machine_repair, public_filing
from integrity_files import progress_repair as progress
from integrity_files import rules_repair as rules
from integrity_files import selectors_repair as selectors
from integrity_files.codes_objections import Proof
from integrity_files.codes_repair import RepairState
from integrity_files.models import Record
from integrity_files.public_filing import FORM, HERE
from integrity_files.repair_forms import FormFilesForm, PublicForm, ReceiptCompleteForm
from integrity_files.selectors_records import is_seen
from integrity_files.services import repair_by_form as service
from integrity_files.services.repair_by_form import APPLICANT

PARTY = ("name", "email", "mobile", "proof")
SAID = ("done", "done_on", "correction", "training")


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Which record; whether and from when; the form; what I wrote, with the files; the receipt."""
    ref = request.GET.get("record", "")[:40]
    if not ref:
        return render(request, "repairs/which.html", HERE)
    try:
        record = service.record_of(ref)
    except DomainError as error:
        context = {"refusal": error.message, "ref": ref, **HERE}
        return render(request, "repairs/which.html", context, status=error.status)
    if request.method == "POST":
        return _posted(request, record)
    return _form(request, record, PublicForm(), public_filing.new_receipt())


def _form(
    request: HttpRequest, record: Record, form: Form, receipt: str, status: int = 200
) -> HttpResponse:
    """The form, or why and until when it cannot be filed, with what it takes."""
    facts = selectors.facts(record)
    refusal = rules.refusal(facts, clock.today()) if facts is not None else None
    items = rules.checklist(facts, clock.today()) if facts is not None else []
    context = {
        "record": record, "form": form, "receipt": receipt, "items": items,
        "refusal": refusal[1] if refusal else "", **HERE,
    }  # fmt: skip
    return render(request, "repairs/new.html", context, status=status)


def _posted(request: HttpRequest, record: Record) -> HttpResponse:
    form, receipt = PublicForm(request.POST), request.POST.get("receipt", "")
    code, step = public_filing.code_of(receipt), request.POST.get("step")
    if not form.is_valid() or step == "change":
        return _form(request, record, form, receipt, 422 if form.errors else 200)
    if step != "send":
        return _look(request, record, form, FormFilesForm(), receipt)
    files = FormFilesForm(request.POST, request.FILES)
    if not files.is_valid():
        return _look(request, record, form, files, receipt, status=422)
    public_filing.require_filing(request)
    try:
        _file(request, record, form, files, code)
    except DomainError as error:
        target = form if error.field in form.fields else files
        show_refusal(target, error)
        if target is form:
            return _form(request, record, form, receipt, error.status)
        return _look(request, record, form, files, receipt, status=error.status)
    receipt = public_filing.signed_anew(code)
    context = {"ref": record.ref, "code": code, "receipt": receipt, **HERE}
    return render(request, "repairs/filed.html", context)


def _look(
    request: HttpRequest, record: Record, form: Form, files: Form, receipt: str, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """What was written, to be looked at before it is sent; files and the signed commitment."""
    data = form.cleaned_data
    told = [
        (_("Your name, and the body for which you act"), data["name"]),
        (_("E-mail"), data["email"]),
        (_("Mobile number"), data["mobile"]),
        (_("Document that shows who you are"), Proof(data["proof"]).label),
        (_("How the breach was corrected and the duty performed"), data["done"]),
        (_("Performed on"), data["done_on"]),
        (_("Self-correction"), data["correction"]),
        (_("Integrity training"), data["training"]),
    ]
    context = {
        "record": record, "form": form, "files": files, "receipt": receipt,
        "told": [one for one in told if one[1]], "pledge": rules.PLEDGE_ZH, **HERE,
    }  # fmt: skip
    return render(request, "repairs/look.html", context, status=status)


def _file(request: HttpRequest, record: Record, form: Form, files: Form, code: str) -> None:
    data, kept = form.cleaned_data, public_filing.digest(code)
    acts.run(
        service.file_by_form,
        actor=APPLICANT,
        idempotency_key=idempotency_key(request) or kept.hex(),
        receipt_digest=kept,
        ref=record.ref,
        said={name: data[name] for name in SAID},
        party={name: data[name] for name in PARTY},
        proof_file=files.cleaned_data["proof_file"],
        pledged=files.cleaned_data["pledged"],
        upload=files.cleaned_data["file"],
        self_file=files.cleaned_data["self_file"],
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def mine(request: HttpRequest) -> HttpResponse:
    """My application: by its receipt, then for half an hour by a signed field of the page."""
    return public_filing.by_receipt(request, "repairs/mine.html", _page, _act)


def _act(request: HttpRequest, kept: bytes) -> HttpResponse:
    """Complete, withdraw, or fetch the certificate; a refusal shows the page again."""
    name = request.POST.get("act", "")
    given: dict[str, Any] = {"actor": APPLICANT, "receipt_digest": kept}
    if name == "certificate":
        return _pdf(acts.run(service.certificate_by_receipt, **given).value)
    form, run = ReceiptCompleteForm(), service.withdraw_by_receipt
    act: Callable[..., Any] = run
    if name == "complete":
        form, act = ReceiptCompleteForm(request.POST, request.FILES), service.complete_by_receipt
        if not form.is_valid():
            return _page(request, kept, form, status=422)
        given |= {"words": form.cleaned_data["words"], "upload": form.cleaned_data["file"]}
    elif request.POST.get("sure") != "yes":
        return _page(request, kept, refusal=_("Tick the box to withdraw."), status=422)
    try:
        acts.run(act, idempotency_key=idempotency_key(request), **given)
    except DomainError as error:
        return _page(request, kept, form, refusal=str(error.message), status=error.status)
    return _page(request, kept, done=_("It has been noted."))


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="repair.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest, kept: bytes, form: Form | None = None, *, status: int = 200, **said: str
) -> HttpResponse:
    """The application as whoever filed it sees it; a record that the public does not see any more
    by its number only."""
    row = selectors.by_receipt(kept)
    if row is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."), field="code")
    allows = machine_repair.REPAIR.allows
    number = row.record.ref or row.short
    context = {
        "row": row,
        "record": row.record,
        "title": row.record.name_zh if is_seen(row.record) else number,
        "state": progress.state_of(row),
        "events": progress.story(row),
        "outcome": rules.outcome_words(row.outcome) if row.state == RepairState.DECIDED else "",
        "complete": form or ReceiptCompleteForm(),
        "entry": public_filing.entry(kept),
        "may_complete": row.is_by_form and allows(row.state, "complete_by_form"),
        "may_withdraw": row.is_by_form and allows(row.state, "withdraw_by_form"),
        **said,
        **HERE,
    }
    return render(request, "repairs/case.html", context, status=status)
