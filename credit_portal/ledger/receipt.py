"""Proof that a report was received, without what it says: a signed receipt, its place in the day.

A receipt commits to the digest of the reporter's secret code and to the digest of what he wrote,
under a salt that only the code gives. All commitments of a day, in the order of their bytes, are
the leaves of one tree (RFC 6962); its root stands in one entry of the log, also of an empty day.
Pure: part of the stand-alone verifier.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .checkpoint import TlogProof, parse_proof
from .jcs import canonical
from .merkle import EMPTY_ROOT, HASH_SIZE, LogError, leaf_hash, node_hash, verify_inclusion
from .note import Verifier, decode, encode, open_note, sign
from .watch_leaf import read_entry

KIND = "gip/intake/v1"
#: Name of the tree in the entries of its days.
LOG = "intake"
_NAME = "/intake"
_SALT = b"gip/intake/salt/v1"
_CONTENT = b"gip/intake/content/v1\n"
_COMMITMENT = b"gip/intake/commitment/v1\n"
_MOST = 10**9


@dataclass(frozen=True, slots=True)
class Place:
    """Where a commitment stands: in the tree of its day, whose entry stands in the log."""

    index: int
    size: int
    path: tuple[bytes, ...]
    entry: bytes
    proof: TlogProof


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a file holds. `note` is signed: key name, day, commitment. `code` and `content` are
    digests; the commitment opens by them and the salt."""

    note: str
    salt: bytes
    code: bytes
    content: bytes
    place: Place | None = None

    def text(self) -> str:
        """The file: JSON, one member a line."""
        members: dict[str, Any] = {
            "kind": KIND, "note": self.note, "salt": encode(self.salt),
            "code_digest": encode(self.code), "content_digest": encode(self.content),
        }  # fmt: skip
        if self.place is not None:
            members["place"] = {
                "index": self.place.index, "size": self.place.size,
                "path": [encode(one) for one in self.place.path],
                "entry": self.place.entry.decode(), "proof": self.place.proof.text(),
            }  # fmt: skip
        return json.dumps(members, ensure_ascii=False, indent=1) + "\n"

    def placed(self, place: Place) -> Receipt:
        """The same with its place in the log."""
        return replace(self, place=place)


def key_name(origin: str) -> str:
    """Name of the key that signs receipts of the portal whose log is `origin`."""
    return origin + _NAME


def salt_of(code: str) -> bytes:
    """The salt that belongs to a receipt code (bare 17 characters): whoever has the code has it,
    who has only what is stored has not."""
    return hmac.new(code.encode(), _SALT, hashlib.sha256).digest()


def content_digest(facts: str, files: Iterable[str]) -> bytes:
    """Digest of what was handed in: the words, and the SHA-256 (hex) of each file as it came."""
    content = {"facts": facts, "files": sorted(files)}
    return hashlib.sha256(_CONTENT + canonical(content)).digest()


def commitment(salt: bytes, code: bytes, content: bytes) -> bytes:
    """HMAC-SHA256 under the salt over digest of the code and digest of the content."""
    return hmac.new(salt, _COMMITMENT + code + content, hashlib.sha256).digest()


def issue(
    *, origin: str, day: date, salt: bytes, code: bytes, content: bytes, key: Ed25519PrivateKey
) -> Receipt:
    """The signed receipt of a report that was received on `day`."""
    cm = commitment(salt, code, content)
    name = key_name(origin)
    note = sign(f"{name}\n{day.isoformat()}\n{encode(cm)}\n", name, key)
    return Receipt(note, salt, code, content)


# -- the tree of a day ---------------------------------------------------------------------------


def day_root(commitments: Sequence[bytes]) -> bytes:
    """Root over the commitments of a day, in the order of their bytes; that of no leaf when none
    came."""
    hashes = [leaf_hash(one) for one in sorted(commitments)]
    return _root(hashes) if hashes else EMPTY_ROOT


def day_path(commitments: Sequence[bytes], wanted: bytes) -> tuple[int, tuple[bytes, ...]]:
    """Place of a commitment in its day and its audit path, leaf end first. `LogError` when it is
    not there."""
    ordered = sorted(commitments)
    if wanted not in ordered:
        raise LogError("not a commitment of this day")
    index = ordered.index(wanted)
    return index, tuple(_path([leaf_hash(one) for one in ordered], index))


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def _root(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    middle = _split(len(hashes))
    return node_hash(_root(hashes[:middle]), _root(hashes[middle:]))


def _path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    if len(hashes) == 1:
        return []
    middle = _split(len(hashes))
    if index < middle:
        return [*_path(hashes[:middle], index), _root(hashes[middle:])]
    return [*_path(hashes[middle:], index - middle), _root(hashes[:middle])]


# -- reading and checking ------------------------------------------------------------------------


def is_receipt(value: Any) -> bool:
    """Whether a JSON value says that it is a receipt of this kind."""
    return isinstance(value, dict) and value.get("kind") == KIND


def read(data: bytes) -> Receipt:
    """A receipt from its file; `LogError` when it is none or is damaged."""
    try:
        value = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise LogError("not JSON") from error
    if not is_receipt(value):
        raise LogError("not a receipt")
    place = value.get("place")
    salt, code, content = (
        decode(_text(value, one), HASH_SIZE) for one in ("salt", "code_digest", "content_digest")
    )
    found = None if place is None else _place(place)
    return Receipt(_text(value, "note"), salt, code, content, found)


def _place(value: Any) -> Place:
    if not isinstance(value, dict) or not isinstance(value.get("path"), list):
        raise LogError("the place in the log is not whole")
    index, size = value.get("index"), value.get("size")
    if type(index) is not int or type(size) is not int or not 0 <= index < size <= _MOST:
        raise LogError("the place in the day is not a number")
    path = tuple(decode(one if isinstance(one, str) else "-", HASH_SIZE) for one in value["path"])
    entry = _text(value, "entry").encode()
    return Place(index, size, path, entry, parse_proof(_text(value, "proof")))


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise LogError(f"{name} is missing")
    try:
        found.encode()
    except UnicodeEncodeError as error:
        raise LogError(f"{name} is not text") from error
    return found


def opened(receipt: Receipt, verifier: Verifier) -> tuple[date, bytes]:
    """Day and commitment that the portal signed; `LogError` when it did not sign this, or when
    salt and digests do not give the commitment."""
    lines = open_note(receipt.note, [verifier]).split("\n")
    if len(lines) != 4 or lines[0] != verifier.name:
        raise LogError("what was signed is not a receipt")
    try:
        day = date.fromisoformat(lines[1])
    except ValueError as error:
        raise LogError("the receipt has no day") from error
    cm = decode(lines[2], HASH_SIZE)
    if commitment(receipt.salt, receipt.code, receipt.content) != cm:
        raise LogError("salt and digests do not give what was signed")
    return day, cm


def check_day(place: Place, day: date, cm: bytes) -> None:
    """That the entry is the one of this day, and the commitment stands below its root;
    `LogError` else."""
    entry = read_entry(place.proof.index, place.entry)
    if not isinstance(entry, dict) or entry["act"] != "day" or entry["log"] != LOG:
        raise LogError("the entry is not that of a day of reports")
    if entry["day"] != day.isoformat():
        raise LogError(f"the entry is that of {entry['day']}, the receipt of {day.isoformat()}")
    root = decode(str(entry["root"]), HASH_SIZE)
    verify_inclusion(leaf_hash(cm), place.index, place.size, place.path, root)


def check_log(place: Place, log: Verifier) -> int:
    """That the entry stands in the signed log; the number of entries of that head. `LogError`."""
    return place.proof.verify(leaf_hash(place.entry), [log]).size
