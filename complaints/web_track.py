"""`/complaints/track/`: one's case by its receipt; by number and PIN how it stands, no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import desk_status, selectors, web_door, web_progress, work_proof
from complaints.codes import CallBackKind
from complaints.services import consent, web_acts
from complaints.web_door import HERE, private
from complaints.web_forms import (
    FurtherForm,
    LookBackForm,
    RateForm,
    ReceiptForm,
    RetaliationForm,
    ReviewForm,
    StatusForm,
)
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY
from credit_portal.common.errors import DomainError, Invalid, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.ledger.receipt import salt_of
from credit_portal.workflow import receipts

FORMS: dict[str, type[Form]] = {
    "add": FurtherForm, "review": ReviewForm, "retaliation": RetaliationForm, "rate": RateForm,
    "look_back": LookBackForm,
}  # fmt: skip
SERVICES: dict[str, Callable[..., Any]] = {
    "add": web_acts.add, "review": web_acts.ask_review, "withdraw": web_acts.withdraw,
    "retaliation": web_acts.report_retaliation, "rate": web_acts.rate,
    "look_back": web_acts.rate, "keep_private": consent.withdraw,
}  # fmt: skip
#: Sections of the page that are there only while they can be used.
ASKED = {"rate": CallBackKind.SATISFACTION, "look_back": CallBackKind.LOOK_BACK}
Kept = tuple[str, dict[str, str]]


@private
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask by receipt, or by number and PIN; then act for half an hour by a field of the page."""
    if request.method != "POST":
        return _ask(request)
    if "entry" in request.POST:
        return _entered(request)
    if "pin" in request.POST:
        return _status(request)
    form, status = ReceiptForm(request.POST), 422
    if form.is_valid():
        try:
            bare = receipts.normalise(form.cleaned_data["code"])
            web_door.require_work(request)
            return _case(request, receipts.digest(bare), salt_of(bare), kept=_kept(request))
        except DomainError as error:
            status = _refused(form, error)
    return _ask(request, form=form, status=status, kept=_kept(request))


def _entered(request: HttpRequest) -> HttpResponse:
    """By the field of the page; once that is too old the receipt is asked for again, and what was
    typed travels on in the page."""
    try:
        digest, salt = web_door.entered(request.POST["entry"])
    except Invalid:
        return _ask(request, status=422, kept=_kept(request), expired=True)
    return _act(request, digest, salt)


def _kept(request: HttpRequest) -> Kept | None:
    """The act that was to be done, and what was typed for it. Nothing in it is believed: it is
    filled in again, to be looked over and sent."""
    name = request.POST.get("act", "")
    fields = FORMS[name].base_fields if name in FORMS else {}
    typed = {one: request.POST[one] for one in fields if request.POST.get(one)}
    return (name, typed) if typed else None


def _refused(form: Form, error: DomainError) -> int:
    """Say it in the form; what was wrong is counted. The status to answer with."""
    show_refusal(form, error)
    if isinstance(error, NotFound):
        web_door.WRONG.add()
        return 422
    return error.status


def _ask(
    request: HttpRequest,
    *,
    form: Form | None = None,
    pin: Form | None = None,
    status: int = 200,
    kept: Kept | None = None,
    **shown: Any,
) -> HttpResponse:
    if kept is not None:
        shown |= {"hidden": [("act", kept[0]), *kept[1].items()], "kept": kept[1]}
    challenge = work_proof.issue() if web_door.is_crowded() else None
    context = {"form": form or ReceiptForm(), "pin": pin or StatusForm(), "challenge": challenge,
               **shown, **HERE}  # fmt: skip
    return render(request, "complaints/track.html", context, status=status)


def _status(request: HttpRequest) -> HttpResponse:
    """How a case stands, by the number and PIN told on the telephone."""
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _ask(request, pin=form, status=422)
    try:
        web_door.require_work(request)
        row = desk_status.ask(request, **form.cleaned_data)
    except DomainError as error:
        return _ask(request, pin=form, status=_refused(form, error))
    return _ask(request, number=row.number, state=web_progress.state_of(row))


def _act(request: HttpRequest, digest: bytes, salt: bytes) -> HttpResponse:
    """One act; a refusal shows the page again with what was typed."""
    name = request.POST.get("act", "")
    if name not in SERVICES:
        return _case(request, digest, salt)
    given: dict[str, Any] = {"actor": ANYBODY, "receipt_digest": digest}
    form = _form(name, request.POST, request.FILES) if name in FORMS else None
    if form is None and request.POST.get("sure") != "yes":
        return _case(request, digest, salt, at=name, status=422)
    if form is not None:
        if not form.is_valid():
            return _case(request, digest, salt, wrong=(name, form), status=422)
        given |= _arguments(form)
    try:
        acts.run(SERVICES[name], **given)
    except DomainError as error:
        if form is None or error.status == 404:
            return _case(request, digest, salt, refusal_now=str(error.message), status=error.status)
        show_refusal(form, error)
        return _case(request, digest, salt, wrong=(name, form), status=error.status)
    return _case(request, digest, salt, done=_("It has been noted."))


def _form(name: str, *given: Any) -> Form:
    """A form of the page, whose fields have names of their own among its others."""
    data, files = (*given, None, None)[:2]
    return FORMS[name](data, files, auto_id=f"id_{name}_%s")


def _arguments(form: Form) -> dict[str, Any]:
    """What the services take of a form."""
    data = dict(form.cleaned_data)
    if "file" in data:
        data["upload"] = data.pop("file")
    return data


def _case(
    request: HttpRequest,
    digest: bytes,
    salt: bytes,
    *,
    wrong: tuple[str, Form] | None = None,
    kept: Kept | None = None,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    """The case as its reporter sees it. Raises NotFound for a receipt that is none."""
    row = selectors.by_receipt(digest)
    if row is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."), field="code")
    shown = web_progress.page(row)
    forms = {name: _form(name) for name in FORMS}
    if wrong is not None:
        forms[wrong[0]] = wrong[1]
        if not _is_there(wrong[0], shown):
            said |= {"refusal_now": _why(wrong[1]), "unsent": wrong[1].data.get("words", "")}
    elif kept is not None:
        forms[kept[0]] = FORMS[kept[0]](initial=kept[1], auto_id=f"id_{kept[0]}_%s")
        said |= _told_of(kept, shown)
    context = {
        "row": row, "forms": forms, "entry": web_door.entry(digest, salt),
        "at": (wrong or kept or ("",))[0], **shown, **said, **HERE,
    }  # fmt: skip
    return render(request, "complaints/case_own.html", context, status=status)


def _is_there(name: str, shown: dict[str, Any]) -> bool:
    """Whether the page has the form of an act now."""
    if name in ASKED:
        return bool(shown["asks"] == ASKED[name])
    return bool(shown.get(f"may_{name}", True))


def _why(form: Form) -> str:
    """What is wrong, where its form is not there to say it."""
    return " ".join(str(text) for found in form.errors.values() for text in found)


def _told_of(kept: Kept, shown: dict[str, Any]) -> dict[str, str]:
    """What to say of words that were kept: they wait in their form, or have none any more."""
    name, typed = kept
    if not _is_there(name, shown):
        why = _("This cannot be sent any more; what you wrote stands below.")
        return {"refusal_now": why, "unsent": typed.get("words", "")}
    done = _("Nothing was sent yet. What you wrote is filled in again below: look it over and send"
             " it.")  # fmt: skip
    again = _("A file has to be chosen again.") if name == "add" else ""
    return {"done": f"{done} {again}".strip()}
