"""`/repairs/new/` and `/repairs/mine/`: a body asks for repair without an account."""

from __future__ import annotations

from functools import partial

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from credit_portal.common import acts, clock
from credit_portal.common.errors import DomainError
from credit_portal.files.responses import pdf
from credit_portal.workflow import public_filing, receipts
from credit_portal.workflow.public_filing import FORM
from integrity_files import machine_repair
from integrity_files import progress_repair as progress
from integrity_files import rules_repair as rules
from integrity_files import selectors_repair as selectors
from integrity_files.codes_objections import Proof
from integrity_files.codes_repair import RepairState
from integrity_files.models import Record
from integrity_files.repair_forms import FormFilesForm, PublicForm, ReceiptCompleteForm
from integrity_files.selectors_records import is_seen
from integrity_files.services import repair_by_form as service
from integrity_files.services.repair_by_form import APPLICANT

HERE = {"here": "records"}
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
    return public_filing.posted(request, public_filing.TwoPages(
        form=PublicForm, files=FormFilesForm,
        write=partial(_form, request, record), look=partial(_look, request, record),
        file=partial(_file, request, record), filed=partial(_filed, request, record),
    ))  # fmt: skip


def _filed(request: HttpRequest, record: Record, code: str) -> HttpResponse:
    receipt = public_filing.signed_anew(code)
    context = {"ref": record.ref, "code": code, "receipt": receipt, **HERE}
    return render(request, "repairs/filed.html", context)


def _look(
    request: HttpRequest, record: Record, form: Form, *, files: Form, receipt: str, status: int
) -> HttpResponse:
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
    data = form.cleaned_data
    public_filing.file(
        request,
        service.file_by_form,
        code,
        actor=APPLICANT,
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
    return public_filing.by_receipt(request, "repairs/mine.html", _page, _act, **HERE)


def _act(request: HttpRequest, kept: bytes) -> HttpResponse:
    """Complete, withdraw, or fetch the certificate."""
    if request.POST.get("act") == "certificate":
        done = acts.run(service.certificate_by_receipt, actor=APPLICANT, receipt_digest=kept)
        return pdf(done.value, "repair.pdf")
    return public_filing.act(request, kept, MINE)


def _page(
    request: HttpRequest, kept: bytes, form: Form | None = None, *, status: int = 200, **said: str
) -> HttpResponse:
    """The application as whoever filed it sees it; a record that the public does not see any more
    by its number only."""
    row = receipts.case(selectors.by_receipt(kept))
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


MINE = public_filing.Mine(
    actor=APPLICANT, form=ReceiptCompleteForm, services={"complete": service.complete_by_receipt},
    withdraw=service.withdraw_by_receipt, page=_page,
)  # fmt: skip
