"""PDF: parsed in full, refused when it can act, rewritten without author or other metadata.

A digital signature inside does not survive the rewriting; the digest of the upload is kept in
`StoredFile.original_sha256`, so that the signed original can still be told.
"""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from credit_portal.files import images
from credit_portal.files.broken import Refused

MAX_PAGES = 3_000
MAX_OBJECTS = 300_000
_ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA", "/RichMediaContent"}
)
_ACTIVE_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/Rendition",
        "/GoToE",
        "/Movie",
        "/Sound",
    }
)
_METADATA_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")
#: Some programs write a line or two behind the end mark.
_TAIL = 64


def clean(content: bytes) -> bytes:
    """The document rewritten. Raises Refused: hidden tail, password, script, attachment."""
    _refuse_tail(content)
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused("file_password")
    if not 1 <= len(reader.pages) <= MAX_PAGES:
        raise Refused("file_broken")
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    _inspect(writer.root_object)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _refuse_tail(content: bytes) -> None:
    """Another file behind the end mark makes a polyglot."""
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Refused("file_broken")
    tail = content[end + 5 :].strip(b"\r\n\t \x00")
    is_zip = b"PK\x05\x06" in content[-70_000:] and b"PK\x01\x02" in content
    if len(tail) > _TAIL or is_zip:
        raise Refused("file_hidden")
    if any(mark in content[:1024].lower() for mark in (b"<html", b"<script", b"<?php")):
        raise Refused("file_hidden")


def _inspect(root: DictionaryObject) -> None:
    """Walk all objects once; refuse what acts, drop metadata."""
    seen: set[int] = set()
    stack: list[Any] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            if len(seen) > MAX_OBJECTS:
                raise Refused("file_bomb")
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            _inspect_dictionary(item)
            stack.extend(item.values())
        elif isinstance(item, ArrayObject):
            stack.extend(item)


def _inspect_dictionary(item: DictionaryObject) -> None:
    if _ACTIVE_KEYS.intersection(item) or item.get("/S") in _ACTIVE_ACTIONS:
        raise Refused("file_active")
    for key in _METADATA_KEYS:
        item.pop(key, None)
    if "/Subtype" in item and "/Rect" in item:
        _forget_people(item)
    if isinstance(item, StreamObject) and _is_jpeg(item):
        item._data = images.bare_jpeg(item._data)


def _forget_people(annotation: DictionaryObject) -> None:
    """An annotation without who made it and when (ISO 32000-2, 12.5.2, 12.5.6.2); in a field of
    a form `/T` is its name, and stays."""
    is_field = str(annotation["/Subtype"]) == "/Widget"
    for key in ("/M", "/CreationDate", *(() if is_field else ("/T",))):
        annotation.pop(key, None)


def _is_jpeg(item: StreamObject) -> bool:
    """Whether the bytes of the stream are a JPEG as it was made, EXIF and all."""
    filters = item.get("/Filter")
    return filters in ("/DCTDecode", ["/DCTDecode"])
