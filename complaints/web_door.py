"""What all pages for reporters share: they leave nothing behind, on either side.

No session, no cookie, no token in a cookie: nobody is signed in here, so there is nobody in whose
name another site could act. A request that a browser says comes from another site is refused all
the same. Uploads stay in memory, never in a temporary file.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

import qrcode
from django.core import signing
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from complaints import work_proof
from credit_portal.common.errors import DomainError, Invalid, NotAllowed
from credit_portal.common.middleware import TEMPLATES
from credit_portal.ledger.receipt import salt_of
from credit_portal.workflow import receipts

View = Callable[..., HttpResponse]
#: All files of a form and what a form adds to them; anything longer is refused unread.
MOST_REQUEST = 21 * 1024 * 1024
#: Wrong receipts and PINs of anybody in the last minute, in this process (set by this portal).
WRONG, WRONG_A_MINUTE = work_proof.Window(), 30
CODE, ENTRY = "complaints.code", "complaints.entry"
#: So long a page acts on the case of a receipt without asking for it again.
SECONDS = 30 * 60
HERE = {"here": "complaints"}


class InMemory(MemoryFileUploadHandler):
    """Keeps files in memory whatever their size; how much comes at all was looked at before."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Always."""
        self.activated = True


def private(view: View) -> View:
    """A page for reporters: see the module."""

    @wraps(view)
    @sensitive_variables()
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _require_own(request)
            request.upload_handlers = [InMemory(request)]
            response = view(request, *args, **kwargs)
        except DomainError as error:
            template = TEMPLATES.get(error.status, "400.html")
            response = render(request, template, {"error": error}, status=error.status)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(never_cache(sensitive_post_parameters()(guarded)))


def _require_own(request: HttpRequest) -> None:
    """Raise NotAllowed for what another site sends, 413 for what is too long to be read."""
    if request.method != "POST":
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise NotAllowed("foreign_form", _("This form was not sent by this site."))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_REQUEST:
        raise DomainError(
            "too_large",
            _("These files are too large together. Send fewer, and add the others by receipt."),
            status=413,
        )


def is_crowded() -> bool:
    """Whether so many wrong receipts and PINs came lately that each further one costs work."""
    return WRONG.count() >= WRONG_A_MINUTE


def require_work(request: HttpRequest) -> None:
    """While it is crowded, take the work of the form before anything is looked up, of a right
    receipt as of a wrong one; nobody's address is needed for that. Raises 429."""
    if not is_crowded():
        return
    try:
        work_proof.hand_in(request.POST.get("token", ""), request.POST.get("counter", ""))
    except Invalid as error:
        raise DomainError(
            "receipts_crowded",
            _("Many wrong receipts are coming in. Your device must compute for a moment first, or"
              " wait two minutes: please send it once more."),
            status=429,
        ) from error  # fmt: skip


def signed_code(code: str) -> str:
    """A receipt's code for a hidden field, signed: only a code that we made is filed under."""
    return signing.dumps(code, salt=CODE)


def code_of(text: str) -> str:
    """The code in such a field. Raises Invalid."""
    return str(_signed(text, CODE))


def entry(digest: bytes, salt: bytes) -> str:
    """The field by which a page acts for half an hour on a case, the code itself not in it."""
    return signing.dumps([digest.hex(), salt.hex()], salt=ENTRY)


def entry_of_code(code: str) -> str:
    """The same from a code."""
    bare = receipts.normalise(code)
    return entry(receipts.digest(bare), salt_of(bare))


def entered(text: str) -> tuple[bytes, bytes]:
    """Digest and salt from such a field. Raises Invalid once it is too old."""
    digest, salt = _signed(text, ENTRY, SECONDS)
    return bytes.fromhex(digest), bytes.fromhex(salt)


def _signed(text: str, salt: str, seconds: int | None = None) -> Any:
    try:
        return signing.loads(text[:600], salt=salt, max_age=seconds)
    except signing.BadSignature as error:
        raise Invalid("form_expired", _("This form has expired. Please open it anew.")) from error


def qr(text: str) -> str:
    """A text as a QR code, for the address of a picture. Its mask is fixed (ISO/IEC 18004 7.8
    allows any): trying all eight took most of the time of the page."""
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, mask_pattern=0
    )
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}">'
        f'<path fill="#fff" d="M0 0h{len(rows)}v{len(rows)}H0z"/><path d="{path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
