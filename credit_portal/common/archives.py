"""Zip containers (docx, xlsx) are looked at before anything opens them (security.md T14)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

MAX_RATIO = 100
MAX_TOTAL = 300 * 1024 * 1024
MAX_ENTRIES = 2_000
#: A part this small may compress better than the ratio without being a bomb.
SMALL = 256 * 1024

_NESTED = re.compile(r"\.(zip|docx|xlsx|pptx|docm|xlsm|jar|rar|7z|gz|bz2|xz|tar)$", re.IGNORECASE)
_MACROS = re.compile(
    r"(vbaproject\.bin|vbadata\.xml|/macrosheets/|/activex/|/embeddings/)", re.IGNORECASE
)
_UNSAFE_NAME = re.compile(r"(^/|^[A-Za-z]:|\\|\.\.(/|$)|\x00)")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_DOCTYPE = tuple("<!DOCTYPE".encode(code) for code in ("utf-16-le", "utf-16-be"))


class BadArchive(Exception):
    """The container is broken or holds what it must not; `code` is a stable word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_parts(content: bytes) -> dict[str, bytes]:
    """All parts of a zip container by name, in file order, decompressed within the limits.

    Raises BadArchive: broken, encrypted, nested archive, macro or embedded object, unsafe name,
    more than 2000 parts, a part or the whole over 100:1 or 300 MB, a DOCTYPE in an XML part.
    The declared sizes are not believed: each part is counted while it is decompressed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_names(entries)
            parts: dict[str, bytes] = {}
            allowance = min(MAX_TOTAL, max(SMALL, MAX_RATIO * len(content)))
            for entry in entries:
                data = _read_part(archive, entry, allowance)
                allowance -= len(data)
                parts[entry.filename] = data
            return parts
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        IndexError,
        OverflowError,
    ) as error:
        raise BadArchive("archive_broken") from error


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MAX_ENTRIES or len(set(map(str.lower, names))) != len(names):
        raise BadArchive("archive_too_many_parts")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise BadArchive("archive_encrypted")
    for name in names:
        if _UNSAFE_NAME.search(name):
            raise BadArchive("archive_unsafe_name")
        if _MACROS.search(name):
            raise BadArchive("archive_macros")
        if _NESTED.search(name):
            raise BadArchive("archive_nested")


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowance: int) -> bytes:
    most = min(allowance, max(SMALL, MAX_RATIO * max(entry.compress_size, 1)))
    with archive.open(entry) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise BadArchive("archive_bomb")
    if data[:4] in (b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"Rar!", b"7z\xbc\xaf"):
        raise BadArchive("archive_nested")
    if entry.filename.lower().endswith((".xml", ".rels", ".vml")) and _has_doctype(data):
        raise BadArchive("archive_doctype")
    return data


def _has_doctype(data: bytes) -> bool:
    return bool(_DOCTYPE.search(data)) or any(mark in data.upper() for mark in _WIDE_DOCTYPE)
