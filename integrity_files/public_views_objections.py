"""`/objections/`: the guide, the objection of the subject, anyone's tip, and one's own case.

No account, no JavaScript, nothing in the address but the number of the record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.common import acts, clock
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.common.i18n import localized
from credit_portal.workdays.selectors import rules_on
from integrity_files import objection_pdf, public_filing
from integrity_files import progress_objections as progress
from integrity_files import selectors_objected as objected
from integrity_files import selectors_objections as selectors
from integrity_files.codes_objections import FIRST_RESULTS, Ground, Objector, Proof
from integrity_files.models import Objection
from integrity_files.objection_forms import FilesForm, FurtherForm, ObjectionForm, TipForm
from integrity_files.public_filing import FORM, HERE
from integrity_files.services import objection_filing as filing
from integrity_files.services.objection_steps import OBJECTOR

PARTY = ("name", "email", "mobile", "proof")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """What an objection and a tip are, who may, what happens when, in plain words."""
    codes = ("OBJ-MARK", "OBJ-TRANSFER", "OBJ-ANSWER", "OBJ-APPEAL")
    rules = {rule.code.replace("-", "_"): rule for rule in rules_on().filter(code__in=codes)}
    lists = {"grounds": Ground.choices, "proofs": Proof.choices, "results": FIRST_RESULTS}
    return render(request, "objections/guide.html", {"rules": rules, **lists, **HERE})


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Which record; am I its subject; the form; what I wrote, with the files; the receipt."""
    ref = request.GET.get("record", "")[:40]
    found = _record(request, ref)
    if not isinstance(found, selectors.Target):
        return found
    if request.method == "POST":
        return _posted(request, found)
    if request.GET.get("as") != "subject":
        return render(request, "objections/who.html", {"record": found, **HERE})
    return _form(
        request, found, ObjectionForm(initial={"objector": "firm"}), public_filing.new_receipt()
    )


def _record(request: HttpRequest, ref: str) -> selectors.Target | HttpResponse:
    """The record, or the page that asks for it and says why it will not do."""
    if not ref:
        return render(request, "objections/which.html", HERE)
    try:
        return selectors.target(ref)
    except DomainError as error:
        context = {"refusal": error.message, "ref": ref, "gone": error.status == 409, **HERE}
        return render(request, "objections/which.html", context, status=error.status)


def _form(
    request: HttpRequest, found: selectors.Target, form: Form, receipt: str, status: int = 200
) -> HttpResponse:
    context = {"record": found, "form": form, "receipt": receipt, **HERE}
    return render(request, "objections/new.html", context, status=status)


def _posted(request: HttpRequest, found: selectors.Target) -> HttpResponse:
    form, receipt = ObjectionForm(request.POST), request.POST.get("receipt", "")
    code = public_filing.code_of(receipt)
    if not form.is_valid() or request.POST.get("step") == "change":
        return _form(request, found, form, receipt, 422 if form.errors else 200)
    if request.POST.get("step") != "send":
        return _look(request, found, form, FilesForm(), receipt)
    files = FilesForm(request.POST, request.FILES)
    if not files.is_valid():
        return _look(request, found, form, files, receipt, status=422)
    public_filing.require_filing(request)
    try:
        _file(request, found, form, files, code)
    except DomainError as error:
        target = form if error.field in form.fields else files
        show_refusal(target, error)
        if target is form:
            return _form(request, found, form, receipt, error.status)
        return _look(request, found, form, files, receipt, status=error.status)
    return _filed(request, found.ref, code)


def _look(
    request: HttpRequest,
    found: selectors.Target,
    form: Form,
    files: Form,
    receipt: str,
    *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """What was written, to be looked at before it is sent, and the place for the files."""
    data = form.cleaned_data
    told = [
        (_("You object as"), Objector(data["objector"]).label),
        (_("Name"), data["name"]),
        (_("E-mail"), data["email"]),
        (_("Mobile number"), data["mobile"]),
        (_("Document that shows who you are"), Proof(data["proof"]).label),
        (_("What is wrong"), Ground(data["ground"]).label),
        (_("In your words"), data["words"]),
    ]
    context = {"record": found, "form": form, "files": files, "receipt": receipt,
               "told": [one for one in told if one[1]], **HERE}  # fmt: skip
    return render(request, "objections/look.html", context, status=status)


def _file(
    request: HttpRequest, found: selectors.Target, form: Form, files: Form, code: str
) -> None:
    data, digest = form.cleaned_data, public_filing.digest(code)
    acts.run(
        filing.file_objection,
        actor=OBJECTOR,
        idempotency_key=idempotency_key(request) or digest.hex(),
        receipt_digest=digest,
        ref=found.ref,
        objector=data["objector"],
        ground=data["ground"],
        words=data["words"],
        party={name: data[name] for name in PARTY},
        proof_file=files.cleaned_data["proof_file"],
        upload=files.cleaned_data["file"],
    )


def _filed(request: HttpRequest, ref: str, code: str, *, tip: bool = False) -> HttpResponse:
    receipt = public_filing.signed_anew(code)
    context = {"ref": ref, "code": code, "receipt": receipt, "tip": tip, **HERE}
    return render(request, "objections/filed.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def tip(request: HttpRequest) -> HttpResponse:
    """A correction tip, by anyone; also on a record that is no longer on display."""
    ref = request.GET.get("record", "")[:40]
    try:
        number = selectors.tip_target(ref)[0] if ref else ""
    except DomainError as error:
        context = {"refusal": error.message, "ref": ref, **HERE}
        return render(request, "objections/which.html", context, status=error.status)
    if not number:
        return render(request, "objections/which.html", {"tip": True, **HERE})
    if request.method != "POST":
        return _tip_form(request, number, TipForm(), public_filing.new_receipt())
    form, receipt = TipForm(request.POST, request.FILES), request.POST.get("receipt", "")
    code = public_filing.code_of(receipt)
    if not form.is_valid():
        return _tip_form(request, number, form, receipt, 422)
    public_filing.require_filing(request)
    try:
        _file_tip(request, number, form, code)
    except DomainError as error:
        show_refusal(form, error)
        return _tip_form(request, number, form, receipt, error.status)
    return _filed(request, number, code, tip=True)


def _tip_form(
    request: HttpRequest, ref: str, form: Form, receipt: str, status: int = 200
) -> HttpResponse:
    context = {"ref": ref, "form": form, "receipt": receipt, **HERE}
    return render(request, "objections/tip.html", context, status=status)


def _file_tip(request: HttpRequest, ref: str, form: Form, code: str) -> None:
    data, digest = form.cleaned_data, public_filing.digest(code)
    acts.run(
        filing.file_tip,
        actor=OBJECTOR,
        idempotency_key=idempotency_key(request) or digest.hex(),
        receipt_digest=digest,
        ref=ref,
        upload=data["file"],
        **{name: data[name] for name in ("ground", "words", "email", "mobile")},
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def mine(request: HttpRequest) -> HttpResponse:
    """My objection: by its receipt, then for half an hour by a signed field of the page."""
    return public_filing.by_receipt(request, "objections/mine.html", _page, _act)


SERVICES: dict[str, Callable[..., Any]] = {"facts": filing.add_facts, "appeal": filing.appeal}


def _act(request: HttpRequest, digest: bytes) -> HttpResponse:
    """Add facts, appeal, withdraw, or fetch the notice; a refusal shows the page again."""
    name = request.POST.get("act", "")
    if name == "notice":
        return notice_response(_mine(digest))
    given: dict[str, Any] = {"actor": OBJECTOR, "receipt_digest": digest,
                             "idempotency_key": idempotency_key(request)}  # fmt: skip
    form = FurtherForm(request.POST, request.FILES)
    service = SERVICES.get(name, filing.withdraw)
    if name not in SERVICES:
        form = FurtherForm()
        if request.POST.get("sure") != "yes":
            return _page(request, digest, refusal=_("Tick the box to withdraw."), status=422)
    elif form.is_valid():
        given |= {"words": form.cleaned_data["words"], "upload": form.cleaned_data["file"]}
    else:
        return _page(request, digest, form, status=422)
    try:
        acts.run(service, **given)
    except DomainError as error:
        return _page(request, digest, form, refusal=str(error.message), status=error.status)
    return _page(request, digest, done=_("It has been noted."))


def _mine(digest: bytes) -> Objection:
    row = selectors.by_receipt(digest)
    if row is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."), field="code")
    return row


def notice_response(row: Objection) -> HttpResponse:
    """The notice of the decision as a PDF. Raises NotFound before there is one."""
    if row.decided_on is None:
        raise NotFound("not_decided", _("There is no decision yet."))
    response = HttpResponse(objection_pdf.make(row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="objection-{row.short}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest, digest: bytes, form: FurtherForm | None = None, *, status: int = 200,
    **said: str,
) -> HttpResponse:  # fmt: skip
    """The objection as its objector sees it; a record that the public does not see any more by its
    number only."""
    row = _mine(digest)
    context = {
        "row": row,
        "title": localized(row, "title") if objected.is_seen(row) else "",
        "state": progress.state_of(row),
        "events": progress.objectors_story(row),
        "further": form or FurtherForm(),
        "entry": public_filing.entry(digest),
        "may_appeal": selectors.may_appeal(row, clock.today()),
        **said,
        **HERE,
    }
    return render(request, "objections/case.html", context, status=status)
