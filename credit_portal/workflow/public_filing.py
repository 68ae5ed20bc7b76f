"""Filing by a public form: the receipt made with the form, one's case by its receipt.

No account, no JavaScript, nothing in the address but the number of the record. Objections, tips,
applications for repair and old accounts are filed alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from credit_portal.common import acts
from credit_portal.common.actors import Actor
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, Invalid
from credit_portal.common.forms import show_refusal
from credit_portal.common.throttle import FilingThrottle, ReceiptThrottle
from credit_portal.workflow import receipts
from credit_portal.workflow.forms import ReceiptForm

RECEIPT, ENTRY = "filing.receipt", "filing.entry"
ENTRY_SECONDS = 30 * 60
FORM = ["GET", "HEAD", "POST"]
Service = Callable[..., Any]
Page = Callable[..., HttpResponse]


def signed(text: str, salt: str, seconds: int | None = None) -> str:
    """What we signed earlier. Raises Invalid for anything else."""
    try:
        return str(signing.loads(text[:400], salt=salt, max_age=seconds))
    except signing.BadSignature as error:
        raise Invalid("form_expired", _("This form has expired. Please open it anew.")) from error


def new_receipt() -> str:
    """A receipt for a form, signed, so that the form sent twice is one case."""
    code, _digest = receipts.issue()
    return signed_anew(code)


def signed_anew(code: str) -> str:
    """A code signed now: the page after filing lets it be saved, however long the form took."""
    return signing.dumps(code, salt=RECEIPT)


def code_of(receipt: str) -> str:
    """The code of a form's receipt. Raises Invalid."""
    return signed(receipt, RECEIPT)


def entry(kept: bytes) -> str:
    """The signed field by which a page acts for half an hour on the case of a receipt."""
    return signing.dumps(kept.hex(), salt=ENTRY)


@never_cache
@require_POST
def receipt_file(request: HttpRequest) -> HttpResponse:
    """The receipt as a text file, from the page that shows it."""
    code = signed(request.POST.get("receipt", ""), RECEIPT, ENTRY_SECONDS)
    where = request.build_absolute_uri(reverse("portal:progress"))
    text = "\r\n".join([_("Receipt: %(code)s") % {"code": code}, where, ""])
    response = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="receipt.txt"'
    return response


def file(
    request: HttpRequest, service: Service, code: str, /, *, actor: Actor, **given: Any
) -> None:
    """Run the service that files a case under the receipt of this code: once, however often the
    form is sent. Raises what the service raises."""
    digest = receipts.digest(receipts.normalise(code))
    acts.run(
        service,
        actor=actor,
        idempotency_key=idempotency_key(request) or digest.hex(),
        receipt_digest=digest,
        **given,
    )


@dataclass(frozen=True)
class TwoPages:
    """A form of two pages: `write` shows the first, what is said; `look` the second, what was said
    with the place for the files; `file` files both under a code, `filed` shows its receipt."""

    form: type[Form]
    files: type[Form]
    write: Callable[[Form, str, int], HttpResponse]
    look: Callable[..., HttpResponse]
    file: Callable[[Form, Form, str], None]
    filed: Callable[[str], HttpResponse]


def posted(request: HttpRequest, pages: TwoPages) -> HttpResponse:
    """The answer to either page: itself with what is wrong, the other one, or the receipt.

    Raises Invalid for a receipt that is not ours, 429 where too much was filed from here.
    """
    form, receipt = pages.form(request.POST), request.POST.get("receipt", "")
    code, step = code_of(receipt), request.POST.get("step")
    if not form.is_valid() or step == "change":
        return pages.write(form, receipt, 422 if form.errors else 200)
    if step != "send":
        return pages.look(form, files=pages.files(), receipt=receipt, status=200)
    files = pages.files(request.POST, request.FILES)
    if not files.is_valid():
        return pages.look(form, files=files, receipt=receipt, status=422)
    FilingThrottle().require(request)
    try:
        pages.file(form, files, code)
    except DomainError as error:
        if error.field in form.fields:
            show_refusal(form, error)
            return pages.write(form, receipt, error.status)
        show_refusal(files, error)
        return pages.look(form, files=files, receipt=receipt, status=error.status)
    return pages.filed(code)


def by_receipt(
    request: HttpRequest, template: str, page: Page, act: Page, **context: Any
) -> HttpResponse:
    """My case: the form for its receipt, then `page`; `act` for half an hour by a signed field."""
    if request.method != "POST":
        return render(request, template, {"form": ReceiptForm(), **context})
    ReceiptThrottle().require(request)
    if "entry" in request.POST:
        return act(request, bytes.fromhex(signed(request.POST["entry"], ENTRY, ENTRY_SECONDS)))
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            code = receipts.normalise(form.cleaned_data["code"])
            return page(request, receipts.digest(code))
        except DomainError as error:
            show_refusal(form, error)
    return render(request, template, {"form": form, **context}, status=422)


@dataclass(frozen=True)
class Mine:
    """What the holder of a receipt does with his case: `services` that take words and a file in
    `form`, by the name the page sends; `withdraw`; `page` shows the case and what became of it."""

    actor: Actor
    form: type[Form]
    services: Mapping[str, Service]
    withdraw: Service
    page: Page


def act(request: HttpRequest, digest: bytes, mine: Mine) -> HttpResponse:
    """Do what the page asks for; a refusal shows it again with what was typed."""
    given: dict[str, Any] = {}
    form = mine.form(request.POST, request.FILES)
    service = mine.services.get(request.POST.get("act", ""), mine.withdraw)
    if service is mine.withdraw:
        form = mine.form()
        if request.POST.get("sure") != "yes":
            return mine.page(request, digest, refusal=_("Tick the box to withdraw."), status=422)
    elif form.is_valid():
        given = {"words": form.cleaned_data["words"], "upload": form.cleaned_data["file"]}
    else:
        return mine.page(request, digest, form, status=422)
    try:
        acts.run(service, actor=mine.actor, idempotency_key=idempotency_key(request),
                 receipt_digest=digest, **given)  # fmt: skip
    except DomainError as error:
        return mine.page(request, digest, form, refusal=str(error.message), status=error.status)
    return mine.page(request, digest, done=_("It has been noted."))
