"""What may be stored: extension, first bytes and a full decode must agree (security.md T14).

Each check returns the bytes to keep: images are encoded anew, office files and PDFs rewritten,
so that neither metadata nor anything hidden between or behind the parts survives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid
from credit_portal.files import images, office, pdfs, plain
from credit_portal.files.broken import Refused
from credit_portal.files.models import MAX_SIZE

#: Split, so that scanners do not take this file for the test virus.
EICAR = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"
JPEG, PNG, PDF, ZIP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"PK\x03\x04"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Kind:
    """An accepted type: its first bytes, its content type, and the check that cleans it."""

    magic: bytes
    content_type: str
    clean: Callable[[bytes], bytes]


@dataclass(frozen=True)
class Cleaned:
    """A file that passed: what to keep, under which type."""

    content: bytes
    content_type: str


KINDS = {
    "pdf": Kind(PDF, "application/pdf", pdfs.clean),
    "jpg": Kind(JPEG, "image/jpeg", images.clean_jpeg),
    "jpeg": Kind(JPEG, "image/jpeg", images.clean_jpeg),
    "png": Kind(PNG, "image/png", images.clean_png),
    "docx": Kind(ZIP, _WORD, office.clean_docx),
    "xlsx": Kind(ZIP, _SHEET, office.clean_xlsx),
    "csv": Kind(b"", "text/csv", plain.clean_csv),
}
#: Tables come as CSV for imports only; everywhere else a CSV is no document.
IMPORT_PURPOSE = "import"

_MESSAGES = {
    "file_empty": _("The file is empty."),
    "file_too_big": _(
        "The file is larger than 20 MB. Make it smaller, for example by scanning at "
        "a lower resolution."
    ),
    "file_type": _(
        "Files of this type are not accepted. Accepted are PDF, JPG, PNG, DOCX and XLSX."
    ),
    "file_mismatch": _(
        "The content of the file is not what its name says. Save it anew in the right format."
    ),
    "file_broken": _(
        "The file is damaged or incomplete and cannot be opened. Save it anew and upload it again."
    ),
    "file_virus": _("The virus scanner refused the file."),
    "file_pixels": _("The picture has more than 50 million pixels. Make it smaller."),
    "file_password": _("The file is protected by a password. Save it without one."),
    "file_active": _(
        "The file holds macros, scripts, links to outside content or embedded files. "
        "Save it without them, for example as a plain PDF."
    ),
    "file_bomb": _("The file unpacks to an unreasonable size."),
    "file_hidden": _(
        "Something is hidden before or behind the content of the file. Save it anew "
        "with an office program."
    ),
}


def check(content: bytes, name: str, *, purpose: str) -> Cleaned:
    """Check and clean an upload. Raises Invalid with a code `file_…` and what to do about it."""
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    try:
        return _check(content, extension, purpose)
    except Refused as refused:
        raise refuse(refused.code) from refused
    except Exception as error:  # a decoder stumbled over a malformed file in its own way
        raise refuse("file_broken") from error


def refuse(code: str) -> Invalid:
    """The refusal with its sentence."""
    return Invalid(code, _MESSAGES[code], field="file")


def _check(content: bytes, extension: str, purpose: str) -> Cleaned:
    kind = KINDS.get(extension)
    if kind is None or (extension == "csv" and purpose != IMPORT_PURPOSE):
        raise Refused("file_type")
    if not content:
        raise Refused("file_empty")
    if len(content) > MAX_SIZE:
        raise Refused("file_too_big")
    if EICAR in content:
        raise Refused("file_virus")
    if not content.startswith(kind.magic):
        raise Refused("file_mismatch")
    kept = kind.clean(content)
    if not kept or len(kept) > 2 * MAX_SIZE:
        raise Refused("file_broken")
    if EICAR in kept:
        raise Refused("file_virus")
    return Cleaned(kept, kind.content_type)
