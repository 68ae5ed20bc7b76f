"""`/complaints/new/`: a report, one thing at a time, without an account and without JavaScript."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints import selectors, web_door, web_progress, work_proof
from complaints.models import Case
from complaints.services import proofs, web_filing
from complaints.web_door import HERE, private
from complaints.web_forms import SendForm
from complaints.web_pages import PAGES, Report
from credit_portal.common import acts, frames
from credit_portal.common.actors import ANYBODY
from credit_portal.common.errors import DomainError, Invalid, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.workflow import receipts

FIRST = next(iter(PAGES))
#: After these a form needs a fresh challenge.
STALE = frozenset({"work_spent", "work_expired", "work_missing", "work_wrong"})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Page by page; then what was written, to be looked over; then files, receipt, sending."""
    if request.method != "POST":
        report = Report(QueryDict(mutable=True))
        report.put("token", work_proof.issue().token)
        report.put("accused", request.GET.get("body", "")[:200])
        report.put("commitment_ref", request.GET.get("commitment", "")[:24])
        return _page(request, report, FIRST)
    report, go = Report(request.POST), request.POST.get("go", "")
    if go.startswith("to-") and go[3:] in PAGES:
        name = go[3:]
        return _page(request, report, name if name in report.pages() else FIRST)
    if go == "send":
        return _send(request, report)
    if go in {"mask", "last"}:
        return _looked_over(request, report, go)
    return _on(request, report, request.POST.get("at", FIRST))


def _on(request: HttpRequest, report: Report, at: str) -> HttpResponse:
    """The page after `at`, if that is right; after the last one what was written."""
    pages = report.pages()
    if at not in pages:
        return _look(request, report)
    if not report.form(at).is_valid():
        return _page(request, report, at, report.form(at), status=422)
    following = pages[pages.index(at) + 1 :]
    return _page(request, report, following[0]) if following else _look(request, report)


def _page(
    request: HttpRequest, report: Report, name: str, form: Form | None = None, status: int = 200
) -> HttpResponse:
    pages = report.pages()
    place = pages.index(name)
    context = {
        "form": form or report.blank(name), "page": name, "hidden": report.hidden(name),
        "number": place + 1, "count": len(pages) + 2,
        "back": pages[place - 1] if place else "", **HERE,
    }  # fmt: skip
    return render(request, "complaints/new.html", context, status=status)


def _look(request: HttpRequest, report: Report) -> HttpResponse:
    """What was written, with a warning of what would tell who somebody is."""
    wrong = report.first_wrong()
    if wrong is not None:
        return _page(request, report, wrong, report.form(wrong), status=422)
    pages = report.pages()
    told = [
        (name, PAGES[name].heading, [one for one in report.form(name).told() if one[1]])
        for name in pages
    ]
    context = {
        "told": told, "findings": report.findings(), "hidden": report.hidden(),
        "number": len(pages) + 1, "count": len(pages) + 2, **HERE,
    }  # fmt: skip
    return render(request, "complaints/look.html", context)


def _looked_over(request: HttpRequest, report: Report, go: str) -> HttpResponse:
    if report.first_wrong() is not None:
        return _look(request, report)
    if go == "mask":
        report.mask()
        return _look(request, report)
    return _last(request, report, SendForm())


def _last(request: HttpRequest, report: Report, form: Form, status: int = 200) -> HttpResponse:
    """Files, the receipt to be saved, and sending."""
    if not report.data.get("receipt"):
        report.put("receipt", web_door.signed_code(receipts.issue()[0]))
    challenge = work_proof.again(report.data.get("token", ""))
    report.put("token", challenge.token)
    code = web_door.code_of(str(report.data["receipt"]))
    context = {
        "form": form, "code": code, "qr": web_door.qr(code), "hidden": report.hidden(),
        "receipt": report.data["receipt"], "challenge": challenge,
        "wait": work_proof.minutes_to_wait(challenge.token), "number": len(report.pages()) + 2,
        "is_named": "contact" in report.pages(), "body": report.body(), **HERE,
    }  # fmt: skip
    return frames.render(request, "complaints/send.html", context, tuple(HERE), status)


def _send(request: HttpRequest, report: Report) -> HttpResponse:
    """What costs least is looked at first: a flood brings no work along."""
    form = SendForm(request.POST, request.FILES)
    code = web_door.code_of(report.data.get("receipt", ""))
    work = web_filing.Work(report.data.get("token", ""), request.POST.get("counter", ""))
    is_right = form.is_valid()
    try:
        work_proof.require_done(work.token, work.counter)
    except Invalid as error:
        return _again(request, report, form, error)
    if report.first_wrong() is not None:
        return _look(request, report)
    if not is_right:
        return _last(request, report, form, 422)
    given: dict[str, Any] = report.accused()
    try:
        done = acts.run(
            web_filing.file_report, actor=ANYBODY, code=code, work=work, facts=report.facts(),
            identity=report.identity(), uploads=form.cleaned_data["file"],
            may_call=report.may_call(), **given,
        )  # fmt: skip
    except DomainError as error:
        return _again(request, report, form, error)
    return _filed(request, done.value, code)


def _again(
    request: HttpRequest, report: Report, form: SendForm, error: DomainError
) -> HttpResponse:
    """The last page once more, saying why it was not taken."""
    if error.code in STALE:
        report.put("token", "")
    show_refusal(form, error)
    return _last(request, report, form, error.status)


def _filed(request: HttpRequest, row: Case, code: str) -> HttpResponse:
    context = {
        "row": row, "state": web_progress.state_of(row), "code": code, "qr": web_door.qr(code),
        "receipt": web_door.signed_code(code), "entry": web_door.entry_of_code(code), **HERE,
    }  # fmt: skip
    return frames.render(request, "complaints/filed.html", context, tuple(HERE))


@private
@require_POST
def receipt_file(request: HttpRequest) -> HttpResponse:
    """The receipt as a text file, from a page that shows it."""
    code = web_door.code_of(request.POST.get("receipt", ""))
    where = request.build_absolute_uri(reverse("complaints:track"))
    lost = _("Whoever has this receipt can read the case. If it is lost, nobody can recover it.")
    text = "\r\n".join([_("Receipt: %(code)s") % {"code": code}, where, lost, ""])
    return _file(text, "receipt.txt", "text/plain; charset=utf-8")


@private
@require_POST
def proof_file(request: HttpRequest) -> HttpResponse:
    """The signed proof that it was received, to show to others: neither code nor words are in it;
    with the place of its day in the public log once that is over."""
    digest, salt = web_door.entered(request.POST.get("entry", ""))
    row = selectors.by_receipt(digest)
    if row is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."))
    found = proofs.receipt_of(row, salt)
    name = "proof-with-place.json" if found.place else "proof.json"
    return _file(found.text(), name, "application/json")


def _file(text: str, name: str, content_type: str) -> HttpResponse:
    mark = "\ufeff" if content_type.startswith("text/plain") else ""
    response = HttpResponse(mark + text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
