"""Signed notes with Ed25519 keys (C2SP signed-note, as read by Go's sumdb/note); pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from .merkle import LogError

ED25519 = b"\x01"
KEY_SIZE = 32
MAX_NOTE = 1_000_000
MAX_SIGNATURES = 100
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class Key:
    """An Ed25519 key of one `KIND` (the type byte of its lines): its name, its 32 public bytes."""

    KIND: ClassVar[bytes]
    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name || newline || type || public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.KIND + self.public).digest()[:4]

    def line(self) -> str:
        """The key as one line: name+hex key id+base64(type || public key)."""
        return f"{self.name}+{self.key_id.hex()}+{encode(self.KIND + self.public)}"

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether the 64 bytes are this key's signature of the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Verifier(Key):
    """A key whose signatures of notes are believed."""

    __slots__ = ()
    KIND = ED25519


AnyKey = TypeVar("AnyKey", bound=Key)


def encode(data: bytes) -> str:
    """Standard base64 of RFC 4648, section 4."""
    return base64.b64encode(data).decode("ascii")


def decode(text: str, length: int | None = None) -> bytes:
    """Bytes of canonical base64, of the wanted length; `LogError` for any other spelling."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise LogError("not base64") from error
    if encode(data) != text:
        raise LogError("not canonical base64")
    if length is not None and len(data) != length:
        raise LogError(f"{len(data)} bytes instead of {length}")
    return data


def valid_name(name: str) -> bool:
    """Key names are not empty and have neither a space of Unicode, nor a control, nor a plus."""
    return bool(name) and not any(c.isspace() or c < " " or c == "+" for c in name)


def verifier_of(name: str, private: Ed25519PrivateKey) -> Verifier:
    """The public side of a signing key; `LogError` when the name cannot be a key name."""
    if not valid_name(name):
        raise LogError("not a key name")
    return Verifier(name, private.public_key().public_bytes_raw())


def parse_key(line: str, kind: type[AnyKey]) -> AnyKey:
    """Key from its line; `LogError` unless well formed, of this kind, and its key id right."""
    parts = line.strip().split("+", 2)
    if len(parts) != 3 or not valid_name(parts[0]):
        raise LogError("not a verifier key")
    data = decode(parts[2], 1 + KEY_SIZE)
    key = kind(parts[0], data[1:])
    if data[:1] != kind.KIND or key.key_id.hex() != parts[1]:
        raise LogError(f"not a key of type 0x{kind.KIND.hex()}, or its key id is wrong")
    return key


def parse_verifier(line: str) -> Verifier:
    """Verifier from its line; `LogError` unless well formed, Ed25519, and key id right."""
    return parse_key(line, Verifier)


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The signed note of a text; `LogError` for a text or name that a note cannot carry."""
    if not text.endswith("\n") or not _clean(text):
        raise LogError("a note's text ends in a newline and has no other control characters")
    key_id = verifier_of(name, private).key_id
    signature = encode(key_id + private.sign(text.encode()))
    return f"{text}\n{_DASH}{name} {signature}\n"


def open_note(note: str, verifiers: Iterable[Verifier]) -> str:
    """Text of a note signed by one of the verifiers.

    `LogError` when the note is malformed, when a signature by a known key is wrong, or when no
    known key has signed. Signatures of other keys (witnesses) are passed over.
    """
    text, lines = _split(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    good: set[Verifier] = set()
    for line in lines:
        name, key_id, signature = parse_signature(line)
        verifier = known.get((name, key_id))
        if verifier is None or verifier in good:
            continue
        if not verifier.accepts(text, signature):
            raise LogError(f"the signature of {name} is wrong")
        good.add(verifier)
    if not good:
        raise LogError("the note is not signed by the expected key")
    return text


def signatures_of(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Text of a note and its signature lines as (key name, key id, signature), none checked."""
    text, lines = _split(note)
    return text, [parse_signature(line) for line in lines]


def _clean(text: str) -> bool:
    return not any(c < " " and c != "\n" for c in text)


def _split(note: str) -> tuple[str, list[str]]:
    """Text with its newline, and the signature lines."""
    if len(note) > MAX_NOTE or not _clean(note) or not note.endswith("\n"):
        raise LogError("not a signed note")
    text, gap, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")[:-1]
    if not gap or not lines or len(lines) > MAX_SIGNATURES:
        raise LogError("not a signed note")
    return text + "\n", lines


def parse_signature(line: str) -> tuple[str, bytes, bytes]:
    """Key name, key id and signature of a signature line; `LogError` unless it is one."""
    name, gap, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not gap or not valid_name(name):
        raise LogError("not a signature line")
    data = decode(encoded)
    if len(data) < 5:
        raise LogError("a signature is too short")
    return name, data[:4], data[4:]
