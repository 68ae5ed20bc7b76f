"""What must not be left in anything that is stored."""

from __future__ import annotations

import io
import re
import zipfile

from credit_portal.common.errors import Invalid
from credit_portal.files import checks, services
from tests.files.samples import SECRET

ACTIVE_PDF = re.compile(
    rb"/S\s*/(JavaScript|Launch|SubmitForm|ImportData|GoToE|Rendition)\b"
    rb"|/(JS|JavaScript|EmbeddedFiles|EF|RichMedia|XFA)\s*(\(|<|\[|\d+ \d+ R)"
)
ACTIVE_PART = re.compile(rb"<!DOCTYPE|<!ENTITY|vbaProject|<script", re.IGNORECASE)
REMOTE = re.compile(rb'Type="[^"]*/(?!hyperlink")[^"/]*"[^>]*TargetMode="External"')
MAGIC = {
    "pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG",
    "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04",
}  # fmt: skip


def dangers(name: str, kept: bytes) -> list[str]:
    """What is wrong with what would be stored of an upload of this name."""
    extension = services.clean_name(name).rsplit(".", 1)[-1].lower()
    found = []
    if not kept.startswith(MAGIC.get(extension, b"\0never")):
        found.append("kept under a type that it is not")
    parts = _parts(kept)
    if any(SECRET.encode() in part for part in parts):
        found.append("the author is still in it")
    if extension == "pdf" and ACTIVE_PDF.search(kept):
        found.append("an active PDF was kept")
    if len(parts) > 1 and any(ACTIVE_PART.search(part) or REMOTE.search(part) for part in parts):
        found.append("an active document was kept")
    try:
        checks.check(kept, f"a.{extension}", purpose="evidence")
    except Invalid as error:
        found.append(f"what was kept would be refused: {error.code}")
    return found


def _parts(kept: bytes) -> list[bytes]:
    if not kept.startswith(b"PK"):
        return [kept]
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        texts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return [b"", *(archive.read(name) for name in texts)]
