"""CSV for imports: text and nothing else."""

from __future__ import annotations

import codecs

from credit_portal.files.broken import Refused

_MARKUP = ("<html", "<!doctype", "<script", "<svg", "<?xml", "%pdf-")
_ALLOWED_CONTROLS = frozenset("\t\r\n")


def clean_csv(content: bytes) -> bytes:
    """The bytes unchanged, once they are text without control characters or markup."""
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if utf16 else ["utf-8-sig", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(char < " " and char not in _ALLOWED_CONTROLS for char in text):
            raise Refused("file_mismatch")
        if text[:1024].lstrip().lower().startswith(_MARKUP):
            raise Refused("file_mismatch")
        return content
    raise Refused("file_mismatch")
