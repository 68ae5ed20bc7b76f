"""Co-signatures of witnesses on a checkpoint (C2SP tlog-cosignature, cosignature/v1, Ed25519).

A witness signs `cosignature/v1`, the time, and the checkpoint; it does so only for a head that
continues the one it signed before. Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from .merkle import LogError
from .note import Key, parse_key, signatures_of

#: Seconds since 1970, before the 64 bytes of the signature.
STAMP = struct.Struct(">Q")
SIZE = STAMP.size + 64


class Witness(Key):
    """A witness whose co-signatures are believed; its key has a type byte of its own."""

    __slots__ = ()
    KIND = b"\x04"

    def time_of(self, text: str, signature: bytes) -> int:
        """POSIX seconds at which the witness signed the checkpoint text; `LogError` when it did
        not."""
        if len(signature) == SIZE:
            at = int(STAMP.unpack_from(signature)[0])
            if self.accepts(message(at, text), signature[STAMP.size :]):
                return at
        raise LogError(f"the co-signature of {self.name} is wrong")


def message(at: int, text: str) -> str:
    """What a witness signs at POSIX second `at` for a checkpoint text."""
    return f"cosignature/v1\ntime {at}\n{text}"


def parse_witness(line: str) -> Witness:
    """Witness from its verifier line; `LogError` unless it is one of type 0x04, key id right."""
    return parse_key(line, Witness)


def cosigned(note: str, witnesses: Iterable[Witness]) -> dict[str, int]:
    """Time of signature by name of each of these witnesses that has co-signed the checkpoint.

    `LogError` when the note is malformed, or a signature under a known witness's key is wrong.
    Lines of keys that are not known are passed over.
    """
    text, lines = signatures_of(note)
    found: dict[str, int] = {}
    for witness in witnesses:
        for name, key_id, signature in lines:
            if (name, key_id) == (witness.name, witness.key_id):
                found[name] = witness.time_of(text, signature)
    return found
