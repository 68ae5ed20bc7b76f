"""Filing by a public form: the receipt made with the form, one's case by its receipt.

No account, no JavaScript, nothing in the address but the number of the record. Objections, tips
and applications for repair are filed alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from credit_portal.common.errors import DomainError, Invalid
from credit_portal.common.forms import show_refusal
from credit_portal.common.throttle import FilingThrottle, ReceiptThrottle
from credit_portal.workflow import receipts
from integrity_files.filing_forms import ReceiptForm

RECEIPT, ENTRY = "filing.receipt", "filing.entry"
ENTRY_SECONDS = 30 * 60
FORM = ["GET", "HEAD", "POST"]
HERE = {"here": "records"}
Page = Callable[[HttpRequest, bytes], HttpResponse]


def _too_many() -> DomainError:
    return DomainError(
        "too_many", _("Too many requests from here. Please wait and try again."), status=429
    )


def require_filing(request: HttpRequest) -> None:
    """Raise 429 where too much was filed from here."""
    if not FilingThrottle().allow(request):
        raise _too_many()


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


def digest(code: str) -> bytes:
    """What is kept of a receipt."""
    return receipts.digest(receipts.normalise(code))


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


def by_receipt(request: HttpRequest, template: str, page: Page, act: Page) -> HttpResponse:
    """My case: the form for its receipt, then `page`; `act` for half an hour by a signed field."""
    context: dict[str, Any] = {**HERE}
    if request.method != "POST":
        return render(request, template, {"form": ReceiptForm(), **context})
    if not ReceiptThrottle().allow(request):
        raise _too_many()
    if "entry" in request.POST:
        return act(request, bytes.fromhex(signed(request.POST["entry"], ENTRY, ENTRY_SECONDS)))
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            return page(request, digest(form.cleaned_data["code"]))
        except DomainError as error:
            show_refusal(form, error)
    return render(request, template, {"form": form, **context}, status=422)
