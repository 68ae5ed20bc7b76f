"""`/objections/`: the guide, the objection of the subject, anyone's tip, and one's own case.

No account, no JavaScript, nothing in the address but the number of the record.
"""

from __future__ import annotations

from functools import partial

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.common import clock
from credit_portal.common.errors import DomainError, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.common.i18n import localized
from credit_portal.common.throttle import FilingThrottle
from credit_portal.files.responses import pdf
from credit_portal.workdays.selectors import rules_on
from credit_portal.workflow import public_filing, receipts
from credit_portal.workflow.public_filing import FORM
from integrity_files import objection_pdf
from integrity_files import progress_objections as progress
from integrity_files import selectors_objected as objected
from integrity_files import selectors_objections as selectors
from integrity_files.codes_objections import FIRST_RESULTS, Ground, Objector, Proof
from integrity_files.models import Objection
from integrity_files.objection_forms import FilesForm, FurtherForm, ObjectionForm, TipForm
from integrity_files.services import objection_filing as filing
from integrity_files.services.objection_steps import OBJECTOR

HERE = {"here": "records"}
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
    return public_filing.posted(request, public_filing.TwoPages(
        form=ObjectionForm, files=FilesForm,
        write=partial(_form, request, found), look=partial(_look, request, found),
        file=partial(_file, request, found), filed=partial(_filed, request, found.ref),
    ))  # fmt: skip


def _look(
    request: HttpRequest, found: selectors.Target, form: Form, *, files: Form, receipt: str,
    status: int,
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
    data = form.cleaned_data
    public_filing.file(
        request,
        filing.file_objection,
        code,
        actor=OBJECTOR,
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
    FilingThrottle().require(request)
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
    data = form.cleaned_data
    public_filing.file(
        request,
        filing.file_tip,
        code,
        actor=OBJECTOR,
        ref=ref,
        upload=data["file"],
        **{name: data[name] for name in ("ground", "words", "email", "mobile")},
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def mine(request: HttpRequest) -> HttpResponse:
    """My objection: by its receipt, then for half an hour by a signed field of the page."""
    return public_filing.by_receipt(request, "objections/mine.html", _page, _act, **HERE)


def _act(request: HttpRequest, digest: bytes) -> HttpResponse:
    """Add facts, appeal, withdraw, or fetch the notice."""
    if request.POST.get("act") == "notice":
        return notice_response(_mine(digest))
    return public_filing.act(request, digest, MINE)


def _mine(digest: bytes) -> Objection:
    return receipts.case(selectors.by_receipt(digest))


def notice_response(row: Objection) -> HttpResponse:
    """The notice of the decision as a PDF. Raises NotFound before there is one."""
    if row.decided_on is None:
        raise NotFound("not_decided", _("There is no decision yet."))
    return pdf(objection_pdf.make(row), f"objection-{row.short}.pdf")


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


MINE = public_filing.Mine(
    actor=OBJECTOR, form=FurtherForm, services={"facts": filing.add_facts, "appeal": filing.appeal},
    withdraw=filing.withdraw, page=_page,
)  # fmt: skip
