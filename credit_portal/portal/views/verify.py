"""`/verify/`: does what I hold stand in the ledger? Answers from memory, keeps nothing."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

import qrcode
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from qrcode.image.svg import SvgPathImage

from credit_portal.common.errors import DomainError
from credit_portal.common.throttle import ClientThrottle
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger.merkle import LogError
from credit_portal.ledger.receipt import Receipt
from credit_portal.portal import verification, verification_receipts, verify_input

#: A public document has at most 256 KiB; as text in a JSON proof up to twice that, and its path.
MOST_BYTES = 1024 * 1024
#: Two files and what a form adds to them; anything longer is refused unread.
MOST_REQUEST = 2 * MOST_BYTES + 64 * 1024
FOR_EVER = "public, max-age=31536000, immutable"


class VerifyThrottle(ClientThrottle):
    """How often one client may have something checked by the form."""

    scope, rate = "verify", "60/min"


class VerifyForm(forms.Form):
    """One thing to check: typed or pasted, or a file; the document beside it if wanted."""

    text = forms.CharField(
        label=_("Reference, address of the QR code, or text of a proof"),
        required=False,
        max_length=200_000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Such as SY-C2026-0001234S."),
    )
    proof = forms.FileField(
        label=_("Proof file"),
        required=False,
        help_text=_(
            "The .tlog-proof file, or the JSON proof, as downloaded from the record; or the"
            " proof that a report was received."
        ),
    )
    document = forms.FileField(
        label=_("Document that goes with it"),
        required=False,
        help_text=_("Only with a proof file: the JSON file of the record. It is compared letter by"
                    " letter."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Exactly one thing, within bounds."""
        given = super().clean() or {}
        if not (given.get("text") or given.get("proof")) and not self.errors:
            raise forms.ValidationError(_("Give a reference, a text or a file."), code="nothing")
        for name in ("proof", "document"):
            file = given.get(name)
            if isinstance(file, UploadedFile) and (file.size or 0) > MOST_BYTES:
                self.add_error(name, _("This file is too large to be a proof or a document."))
        return given

    def answer(self) -> verification.Answer:
        """What the ledger says; a file that cannot be read is an answer too."""
        given = self.cleaned_data
        try:
            file, document = given.get("proof"), given.get("document")
            asked = verify_input.read(file.read() if file else given["text"].encode())
            if isinstance(asked, Receipt):
                return verification_receipts.verify(asked)
            if document is None:
                return verification.verify(asked)
            told = verify_input.document_of(document.read())
            return verification.verify(asked, told, has_document=True)
        except (LogError, UnicodeEncodeError):
            return verification.damaged()


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a proof, a reference or a printed page.

    An upload goes to memory and nowhere else: the handler has to be chosen before the form's token
    is read, so that check comes inside (Django's own advice). Too long a request is not read.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_REQUEST:
        sentence = _("This file is too large to be a proof or a document.")
        raise DomainError("too_large", sentence, status=413)
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    answer, status = None, 200
    form = VerifyForm()
    if request.method == "POST":
        VerifyThrottle().require(request)
        form = VerifyForm(request.POST, request.FILES)
        answer = form.answer() if form.is_valid() else None
        status = 200 if answer else 422
    elif request.GET.get("r"):
        answer = _printed(request)
    return render(request, "portal/verify.html", _context(form, answer), status=status)


def _printed(request: HttpRequest) -> verification.Answer:
    asked = [request.GET.get(name, "") for name in ("r", "v", "h")]
    try:
        return verification.verify(verify_input.from_print(*asked))
    except LogError:
        return verification.damaged()


def _context(form: VerifyForm, answer: verification.Answer | None) -> dict[str, Any]:
    return {
        "form": form,
        "answer": answer,
        "key": ledger.verifier_line(),
        "receipt_key": verification_receipts.key_line(),
        "site": settings.PUBLIC_URL,
        "here": "verify",
    }


@require_safe
def qr(request: HttpRequest) -> HttpResponse:
    """The QR code of a version, as a picture that never changes; 404 for anything else."""
    asked = [request.GET.get(name, "") for name in ("r", "v", "h")]
    try:
        found = verify_input.from_print(*asked)
    except LogError:
        raise Http404 from None
    if found.version is None or not found.digest:
        raise Http404
    picture = drawn(f"{settings.PUBLIC_URL}{address(found.ref, found.version, found.digest)}")
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = FOR_EVER
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def address(ref: str, version: int, digest: str) -> str:
    """Where a version is checked, as a printed page carries it; short, so that the code is."""
    return f"/verify/?r={ref}&v={version}&h={digest}"


@lru_cache(512)
def drawn(text: str) -> bytes:
    """A text as a QR code, SVG, medium error correction, with its quiet zone of four modules."""
    out = BytesIO()
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue()
