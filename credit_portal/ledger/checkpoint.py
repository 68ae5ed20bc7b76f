"""The signed head of a log (C2SP tlog-checkpoint) and the proof file (tlog-proof@v1); pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .merkle import HASH_SIZE, MAX_SIZE, LogError, verify_inclusion
from .note import Verifier, decode, encode, open_note

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Head of a tree: which log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An inclusion proof that can be kept as a file and checked offline.

    `note` is the signed checkpoint as issued; `extra` here is the salt of the record's
    commitment (not authenticated by the proof itself, but by the leaf's `cm`).
    """

    index: int
    path: tuple[bytes, ...]
    note: str
    extra: bytes | None = None

    def text(self) -> str:
        """The file's content."""
        extra = [] if self.extra is None else [f"extra {encode(self.extra)}"]
        hashes = [encode(item) for item in self.path]
        return "\n".join([PROOF_HEADER, *extra, f"index {self.index}", *hashes, "", self.note])

    def verify(self, leaf: bytes, verifiers: Iterable[Verifier]) -> Checkpoint:
        """Checkpoint under which the leaf hash is proven; `LogError` when it is not."""
        head = open_checkpoint(self.note, verifiers)
        verify_inclusion(leaf, self.index, head.size, self.path, head.root)
        return head


def parse_number(text: str) -> int:
    """Decimal without leading zeroes, up to 2**63 - 1."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise LogError("not a decimal number")
    return int(text)


def parse_checkpoint(text: str) -> Checkpoint:
    """Head from a note's text; extension lines are allowed and passed over."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise LogError("not a checkpoint")
    return Checkpoint(lines[0], parse_number(lines[1]), decode(lines[2], HASH_SIZE))


def open_checkpoint(note: str, verifiers: Iterable[Verifier]) -> Checkpoint:
    """Head from a signed note: signed by a known key whose name is the head's origin."""
    origin = note.partition("\n")[0]
    own = [verifier for verifier in verifiers if verifier.name == origin]
    if not own:
        raise LogError(f"the checkpoint is of another log: {origin[:200]}")
    return parse_checkpoint(open_note(note, own))


def parse_proof(text: str) -> TlogProof:
    """Proof from its file; `LogError` when it is not one of version 1."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines.pop(0) != PROOF_HEADER:
        raise LogError("not a tlog-proof")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise LogError("a tlog-proof without index")
    index = parse_number(lines.pop(0).removeprefix("index "))
    return TlogProof(index, tuple(decode(line, HASH_SIZE) for line in lines), note, extra)
