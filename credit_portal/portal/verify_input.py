"""What people bring to `/verify/`: a proof file, a receipt, a reference, or a QR code's text. Pure.

Nothing is kept, and nothing is believed: this only finds out what it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from credit_portal.ledger.checkpoint import PROOF_HEADER, TlogProof, parse_number, parse_proof
from credit_portal.ledger.merkle import HASH_SIZE, LogError
from credit_portal.ledger.note import decode
from credit_portal.ledger.receipt import Receipt, is_receipt
from credit_portal.ledger.receipt import read as read_receipt
from credit_portal.publishing import references

#: Hex digits of a leaf hash that a printed page carries: 128 bits.
DIGEST = 32
_DIGEST = re.compile(r"[0-9a-f]{32}")
_VERSION = re.compile(r"[1-9][0-9]{0,8}")
_HEADER = PROOF_HEADER.encode()


@dataclass(frozen=True, slots=True)
class Kept:
    """A proof that somebody kept; `leaf` and `document` when the file holds them too."""

    proof: TlogProof
    leaf: bytes | None = None
    document: Any = None
    has_document: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A record asked about: with version and digest when they come from a printed page."""

    ref: str
    version: int | None = None
    digest: str = ""


def read(data: bytes) -> Kept | Asked | Receipt:
    """What it is; `LogError` when it is nothing of the kind, or damaged."""
    found = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").strip()
    if found.startswith(_HEADER):
        return Kept(parse_proof(_text(found) + "\n"))
    if found.startswith(b"{"):
        return read_receipt(found) if is_receipt(_json(found)) else _opened(found)
    return _asked(_text(found))


def document_of(data: bytes) -> Any:
    """The public document in a file: itself, or as the JSON proof holds it."""
    value = _json(data.removeprefix(b"\xef\xbb\xbf"))
    if isinstance(value, dict) and {"doc", "leaf", "leaf_hash"} <= set(value):
        return _json(str(value["doc"]).encode())
    return value


def from_print(ref: str, version: str, digest: str) -> Asked:
    """What a printed page carries; `LogError` when it is not whole."""
    if (version and not _VERSION.fullmatch(version)) or (digest and not _DIGEST.fullmatch(digest)):
        raise LogError("not what a page of this site carries")
    return Asked(_reference(ref), int(version) if version else None, digest)


def _opened(data: bytes) -> Kept:
    value = _json(data)
    try:
        path = tuple(decode(str(step), HASH_SIZE) for step in value["path"])
        note = str(value["checkpoint"])
        note.encode()  # half a character can be neither compared nor shown
        index = parse_number(str(value["index"]))
        proof = TlogProof(index, path, note, decode(str(value["salt"])))
        leaf, document = str(value["leaf"]).encode(), _json(str(value["doc"]).encode())
    except (KeyError, TypeError, ValueError) as error:
        raise LogError("not a proof") from error
    return Kept(proof, leaf, document, has_document=True)


def _asked(text: str) -> Asked:
    if "?" in text or "://" in text:
        try:
            asked = parse_qs(urlsplit(text).query)
        except ValueError as error:
            raise LogError("not an address") from error
        return from_print(*(asked.get(name, [""])[0] for name in ("r", "v", "h")))
    return Asked(_reference(text))


def _reference(text: str) -> str:
    found = references.normalise(text.strip())
    if not references.is_valid(found):
        raise LogError("not a reference")
    return found


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LogError("not JSON") from error


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise LogError("not text") from error
