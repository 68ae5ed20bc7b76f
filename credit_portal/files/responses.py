"""Answers that hand out a file without letting it do anything in the browser."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from credit_portal.files import services
from credit_portal.files.models import StoredFile

SANDBOX = "default-src 'none'; sandbox"
#: Types a browser may show by itself; everything else is saved.
INLINE_TYPES = frozenset({"image/png", "image/jpeg", "application/pdf"})
#: Browsers' PDF viewers do not run in a sandbox.
_PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


def attachment(
    file: StoredFile, *, inline: bool = False, public: bool = False, name: str = ""
) -> HttpResponse:
    """The file as a download (RFC 6266), or shown when `inline` and it is a picture or PDF.

    The caller has asked whether the reader may. `public` lets caches keep it. Raises NotFound,
    Conflict as `services.read_clean` does.
    """
    content = services.read_clean(file)
    shown = inline and file.content_type in INLINE_TYPES
    response = HttpResponse(content, content_type=file.content_type)
    disposition = content_disposition_header(not shown, name or file.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Length"] = str(len(content))
    response["X-Content-Type-Options"] = "nosniff"
    is_pdf_shown = shown and file.content_type == "application/pdf"
    response["Content-Security-Policy"] = _PDF_POLICY if is_pdf_shown else SANDBOX
    response["X-Frame-Options"] = "SAMEORIGIN" if is_pdf_shown else "DENY"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["ETag"] = f'"{file.sha256}"'
    response["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"
    return response


def pdf(content: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    """A PDF made for this reader: a download of this name (RFC 6266), or shown when `inline`."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
