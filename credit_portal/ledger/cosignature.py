"""Co-signatures of witnesses on a checkpoint (C2SP tlog-cosignature, cosignature/v1, Ed25519).

A witness signs `cosignature/v1`, the time, and the checkpoint; it does so only for a head that
continues the one it signed before. Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .merkle import LogError
from .note import KEY_SIZE, decode, encode, signatures_of, valid_name

COSIGNATURE = b"\x04"
SIZE = 8 + 64


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness whose co-signatures are believed: its name and its 32 public bytes."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name || newline || type 0x04 || public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + COSIGNATURE + self.public).digest()[:4]

    def line(self) -> str:
        """The witness's verifier key as one line."""
        return f"{self.name}+{self.key_id.hex()}+{encode(COSIGNATURE + self.public)}"

    def time_of(self, text: str, signature: bytes) -> int | None:
        """POSIX seconds at which the witness signed the checkpoint text; None when it did not."""
        if len(signature) != SIZE:
            return None
        at = int(struct.unpack(">Q", signature[:8])[0])
        try:
            key = Ed25519PublicKey.from_public_bytes(self.public)
            key.verify(signature[8:], message(at, text))
        except InvalidSignature:
            return None
        return at


def message(at: int, text: str) -> bytes:
    """What a witness signs at POSIX second `at` for a checkpoint text."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def parse_witness(line: str) -> Witness:
    """Witness from its verifier line; `LogError` unless it is one of type 0x04, key id right."""
    parts = line.strip().split("+", 2)
    if len(parts) != 3 or not valid_name(parts[0]):
        raise LogError("not a witness key")
    key = decode(parts[2], 1 + KEY_SIZE)
    witness = Witness(parts[0], key[1:])
    if key[:1] != COSIGNATURE or witness.key_id.hex() != parts[1]:
        raise LogError("not a witness key of type 0x04, or its key id is wrong")
    return witness


def cosigned(note: str, witnesses: Iterable[Witness]) -> dict[str, int]:
    """Time of signature by name of each of these witnesses that has co-signed the checkpoint.

    `LogError` when the note is malformed, or a signature under a known witness's key is wrong.
    Lines of keys that are not known are passed over.
    """
    text, lines = signatures_of(note)
    found: dict[str, int] = {}
    for witness in witnesses:
        for name, key_id, signature in lines:
            if (name, key_id) != (witness.name, witness.key_id):
                continue
            at = witness.time_of(text, signature)
            if at is None:
                raise LogError(f"the co-signature of {name} is wrong")
            found[name] = at
    return found
