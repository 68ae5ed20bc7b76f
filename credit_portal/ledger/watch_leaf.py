"""Entries as the stand-alone verifier reads them: one spelling, exact keys, every rule of v1.

Written apart from `leaf.py`, which the portal writes with: a fault in one is seen by the other
(a test holds them equal on good and bad entries). Pure: part of the stand-alone verifier.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeGuard

from .jcs import canonical
from .merkle import HASH_SIZE, LogError, leaf_hash
from .note import decode

SHOWING = frozenset({"publish", "correct", "annotate", "restore"})
REMOVING = frozenset({"withdraw", "repair", "expire"})
KEYS = frozenset(
    {"act", "agency", "at", "basis", "cm", "prev", "rec", "seq", "until", "v"}
)  # fmt: skip
SYSTEM = {
    "anchor": {"log", "root", "size"}, "key": {"key"}, "codes": {"table", "sha256"},
    "day": {"day", "log", "root"},
}  # fmt: skip
_PATTERNS = {
    "rec": re.compile(r"[0-9a-f]{32}"),
    "agency": re.compile(r"[\x21-\x7e]{1,64}"),
    "basis": re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,31}"),
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII),
}
_REFERENCE = re.compile(r"[A-Z]{2}-[A-Z][0-9]{4}-[0-9]{7,12}[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Step:
    """A record's leaf and its place. `at` in UTC; `until` the last day of display, ISO, or None;
    `cm` commitment, `hash` leaf hash."""

    index: int
    rec: str
    seq: int
    prev: bytes | None
    act: str
    agency: str
    at: str
    basis: str
    until: str | None
    cm: bytes
    hash: bytes

    @property
    def shows(self) -> bool:
        """Whether it puts or keeps the record on display."""
        return self.act in SHOWING


def read_entry(index: int, entry: bytes) -> Step | dict[str, Any]:
    """Step of a record, or the object of a system entry; `LogError` for anything else."""
    try:
        value = json.loads(entry)
    except (ValueError, RecursionError) as error:
        raise LogError(f"entry {index} is not JSON") from error
    if not isinstance(value, dict) or value.get("v") != 1 or type(value["v"]) is not int:
        raise LogError(f"entry {index} is not a leaf of version 1")
    if canonical(value) != entry:
        raise LogError(f"entry {index} is not in canonical form")
    act = value.get("act")
    if isinstance(act, str) and act in SYSTEM:
        if set(value) != SYSTEM[act] | {"act", "at", "v"}:
            raise LogError(f"entry {index} is not a system leaf of version 1")
        moment_of(_text(value, "at"))
        if act == "day":
            _day(_text(value, "day"), "day")
            decode(_text(value, "root"), HASH_SIZE)
        return value
    return _step(index, value, leaf_hash(entry))


def _step(index: int, value: dict[str, Any], hashed: bytes) -> Step:
    act = value.get("act")
    if set(value) != KEYS or act not in SHOWING | REMOVING:
        raise LogError(f"entry {index} is not a record's leaf of version 1")
    for name, pattern in _PATTERNS.items():
        if not pattern.fullmatch(_text(value, name)):
            raise LogError(f"entry {index}: {name} is not well formed")
    moment_of(value["at"])
    seq, prev, until = value["seq"], value["prev"], value["until"]
    if type(seq) is not int or seq < 1 or (prev is None) != (seq == 1):
        raise LogError(f"entry {index}: seq and prev do not fit")
    if seq == 1 and act != "publish":
        raise LogError(f"entry {index}: the first leaf of a record does not publish it")
    if until is not None:
        _day(_text(value, "until"), "until")
    return Step(
        index=index,
        rec=value["rec"],
        seq=seq,
        prev=None if prev is None else decode(_text(value, "prev"), HASH_SIZE),
        act=str(act),
        agency=value["agency"],
        at=value["at"],
        basis=value["basis"],
        until=until,
        cm=decode(_text(value, "cm"), HASH_SIZE),
        hash=hashed,
    )


def moment_of(text: str) -> datetime:
    """The moment of a leaf; `LogError` when it is none."""
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError as error:
        raise LogError("not a moment in UTC to the second") from error
    return found.replace(tzinfo=UTC)


def is_record(text: Any) -> TypeGuard[str]:
    """Whether it is written as a record's life in the log."""
    return isinstance(text, str) and _PATTERNS["rec"].fullmatch(text) is not None


def is_reference(text: Any) -> bool:
    """Whether it is written as a record's reference, its check character right (ISO 7064 MOD
    37,36 over the letters and digits before it)."""
    if not isinstance(text, str) or not _REFERENCE.fullmatch(text):
        return False
    sum_ = 36
    for character in text.replace("-", ""):
        sum_ = (sum_ + int(character, 36)) % 36 or 36
        last, sum_ = sum_, sum_ * 2 % 37
    return last == 1


def api_moment(text: Any) -> datetime | None:
    """A moment as an API writes it, in its one spelling (ISO 8601 with offset, or Z); None for
    anything else, and for what is no moment in UTC."""
    if not isinstance(text, str):
        return None
    plain = text.removesuffix("Z") + "+00:00" if text.endswith("Z") else text
    try:
        found = datetime.fromisoformat(plain)
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None and found.isoformat() == plain else None


def same_moment(text: Any, at: str) -> bool:
    """Whether a moment as an API writes it is the leaf's `at`."""
    return api_moment(text) == moment_of(at)


def _day(text: str, name: str) -> None:
    try:
        same = date.fromisoformat(text).isoformat() == text
    except ValueError:
        same = False
    if not same:
        raise LogError(f"{name} is not a date")


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise LogError(f"{name} is not a text")
    return found
