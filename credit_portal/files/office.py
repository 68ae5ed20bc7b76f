"""DOCX and XLSX: each part looked at, properties and names of authors emptied, pictures cleaned,
rewritten. What EMF and WMF drawings may hold is not looked into."""

from __future__ import annotations

import io
import zipfile

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from credit_portal.common.archives import BadArchive, read_parts
from credit_portal.files import images, nameless
from credit_portal.files.broken import Refused

CONTENT_TYPES = "[Content_Types].xml"
_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_EMPTY = {
    "docprops/core.xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    ),
    "docprops/app.xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
        'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
    ),
    "docprops/custom.xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
        'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    ),
}
_ARCHIVE_CODES = {
    "archive_broken": "file_broken",
    "archive_too_many_parts": "file_bomb",
    "archive_encrypted": "file_password",
    "archive_unsafe_name": "file_broken",
    "archive_macros": "file_active",
    "archive_nested": "file_active",
    "archive_bomb": "file_bomb",
    "archive_doctype": "file_active",
}
_ACTIVE = (".bin", ".exe", ".dll", ".js", ".vbs", ".html", ".htm")
_PICTURES = (".gif", ".tif", ".tiff", ".bmp", ".webp")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def clean_docx(content: bytes) -> bytes:
    """A text document, rewritten."""
    return _clean(content, "word/document.xml", _WORD_MAIN)


def clean_xlsx(content: bytes) -> bytes:
    """A workbook, rewritten."""
    return _clean(content, "xl/workbook.xml", _SHEET_MAIN)


def _clean(content: bytes, main: str, main_type: str) -> bytes:
    try:
        parts = read_parts(content)
    except BadArchive as error:
        raise Refused(_ARCHIVE_CODES[error.code]) from error
    if CONTENT_TYPES not in parts or main not in parts:
        raise Refused("file_mismatch")
    if main_type.encode() not in parts[CONTENT_TYPES]:
        raise Refused("file_mismatch")
    return _packed({name: _clean_part(name, data) for name, data in parts.items()})


def _clean_part(name: str, data: bytes) -> bytes:
    lower = name.lower()
    if lower in _EMPTY:
        return _EMPTY[lower].encode()
    if lower.endswith((".jpg", ".jpeg")):
        return images.clean_jpeg(data)
    if lower.endswith(".png"):
        return images.clean_png(data)
    if lower.endswith(_PICTURES):
        return images.clean_other(data)
    if lower.endswith((".xml", ".rels", ".svg")):
        _check_xml(lower, data)
        return data if lower.endswith(".rels") else nameless.without_names(lower, data)
    if lower.endswith(_ACTIVE) and "/printersettings/" not in lower:
        raise Refused("file_active")
    return data


def _check_xml(name: str, data: bytes) -> None:
    """Well formed, no DTD, no entities; relationships lead outside as hyperlinks only."""
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused("file_active") from None
    if not name.endswith(".rels"):
        return
    for relation in root:
        kind = relation.get("Type", "").rsplit("/", 1)[-1]
        if relation.get("TargetMode") == "External" and kind != "hyperlink":
            raise Refused("file_active")


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda part: (part != CONTENT_TYPES, part)):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
