"""The leaf of the disclosure log, version 1: what is written for ever about a publication.

An entry is the RFC 8785 form of one JSON object. It commits to the public document by an HMAC
under a salt of its own, so that erasing document and salt leaves nothing to compare with
(PIPL art. 47); it carries no name and no text. Pure: no framework.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import orjson
import rfc8785

from .merkle import LogError
from .note import decode, encode, parse_verifier
from .tiles import MAX_ENTRY

VERSION = 1
SALT_SIZE = 32
DOMAIN = b"gip/record/v1\n"
MAX_INTEGER = 2**53 - 1
RECORD_ACTS = frozenset(
    {"publish", "correct", "annotate", "withdraw", "repair", "expire", "restore"}
)
SYSTEM_ACTS: Mapping[str, frozenset[str]] = {
    "anchor": frozenset({"log", "root", "size"}),
    "key": frozenset({"key"}),
    "codes": frozenset({"table", "sha256"}),
    "day": frozenset({"day", "log", "root"}),
}

_REC = re.compile(r"[0-9a-f]{32}")
_AGENCY = re.compile(r"[\x21-\x7e]{1,64}")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,31}")
_AT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One step in the public life of a record.

    `rec` 32 hex digits, random; `seq` 1, 2, 3… of this record; `prev` base64 leaf hash of its
    previous leaf; `act` one of RECORD_ACTS; `agency` code of the publishing body; `at` UTC to the
    second; `basis` code of the legal basis; `until` last day of display or None; `cm` base64 of
    the commitment.
    """

    rec: str
    seq: int
    prev: str | None
    act: str
    agency: str
    at: str
    basis: str
    until: str | None
    cm: str
    v: int = VERSION

    def entry(self) -> bytes:
        """Bytes for the log; `LogError` when the leaf breaks a rule.

        The rules leave ASCII texts, exact integers and null, which orjson spells as RFC 8785
        does; a test holds the two equal.
        """
        _check(self)
        members = {name: getattr(self, name) for name in self.__slots__}
        return _bounded(orjson.dumps(members, option=orjson.OPT_SORT_KEYS))


def canonical(document: Any) -> bytes:
    """RFC 8785 (JCS) form of a JSON value; `LogError` for what JSON cannot carry exactly."""
    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise LogError("not a document that can be put in canonical form") from error


def commitment(salt: bytes, document: Any) -> bytes:
    """HMAC-SHA256(salt, "gip/record/v1\\n" || JCS(document)); the salt is exactly 32 bytes."""
    if len(salt) != SALT_SIZE:
        raise LogError(f"a salt has exactly {SALT_SIZE} bytes")
    return hmac.new(salt, DOMAIN + canonical(document), hashlib.sha256).digest()


def moment(at: datetime) -> str:
    """The leaf's form of an aware moment: UTC, seconds."""
    if at.tzinfo is None:
        raise LogError("a moment without time zone")
    return at.astimezone(UTC).strftime(_AT)


def build(
    *,
    rec: str,
    act: str,
    agency: str,
    at: datetime,
    basis: str,
    salt: bytes,
    document: Any,
    until: date | None = None,
    previous: tuple[int, bytes] | None = None,
) -> bytes:
    """Entry for a step of a record; `previous` is (seq, leaf hash) of the step before it."""
    return Leaf(
        rec=rec,
        seq=previous[0] + 1 if previous else 1,
        prev=encode(previous[1]) if previous else None,
        act=act,
        agency=agency,
        at=moment(at),
        basis=basis,
        until=until.isoformat() if until else None,
        cm=encode(commitment(salt, document)),
    ).entry()


def build_system(act: str, *, at: datetime, **data: str | int) -> bytes:
    """Entry of the log's own business: `anchor`, `key`, `codes`, `day` (keys in SYSTEM_ACTS)."""
    value = {"act": act, "at": moment(at), "v": VERSION, **data}
    _check_system(value)
    return _bounded(canonical(value))


def parse(entry: bytes) -> Leaf:
    """Record leaf of an entry; `LogError` unless it is canonical and keeps every rule."""
    value = _load(entry)
    if set(value) != set(Leaf.__dataclass_fields__):
        raise LogError("a leaf does not have exactly the keys of version 1")
    leaf = Leaf(**value)
    if leaf.entry() != entry:
        raise LogError("a leaf is not in canonical form")
    return leaf


def parse_system(entry: bytes) -> dict[str, Any]:
    """Object of a system entry; `LogError` unless it is canonical and keeps every rule."""
    value = _load(entry)
    _check_system(value)
    if canonical(value) != entry:
        raise LogError("a leaf is not in canonical form")
    return value


def _bounded(entry: bytes) -> bytes:
    if len(entry) > MAX_ENTRY:
        raise LogError(f"an entry has at most {MAX_ENTRY} bytes")
    return entry


def _load(entry: bytes) -> dict[str, Any]:
    try:
        value = json.loads(entry)
    except (ValueError, RecursionError) as error:
        raise LogError("an entry is not JSON") from error
    if not isinstance(value, dict):
        raise LogError("an entry is not a JSON object")
    return value


def _check(leaf: Leaf) -> None:
    if _text(leaf.act, "act") not in RECORD_ACTS:
        raise LogError("not an act of a record")
    _check_common(leaf.v, leaf.at)
    _match(_REC, leaf.rec, "rec")
    _match(_AGENCY, leaf.agency, "agency")
    _match(_CODE, leaf.basis, "basis")
    _integer(leaf.seq, 1, "seq")
    if (leaf.prev is None) != (leaf.seq == 1):
        raise LogError("prev is null for the first leaf of a record, and only there")
    if leaf.seq == 1 and leaf.act != "publish":
        raise LogError("a record's first leaf publishes it")
    if leaf.prev is not None:
        _hash(leaf.prev, "prev")
    _hash(leaf.cm, "cm")
    if leaf.until is not None:
        _day(leaf.until, "until")


def _check_system(value: Mapping[str, Any]) -> None:
    act = value.get("act")
    own = SYSTEM_ACTS.get(act) if isinstance(act, str) else None
    if own is None or set(value) != own | {"act", "at", "v"}:
        raise LogError("not a system leaf of version 1")
    _check_common(value["v"], value["at"])
    if act == "anchor":
        _match(_CODE, value["log"], "log")
        _hash(value["root"], "root")
        _integer(value["size"], 0, "size")
    elif act == "day":
        _match(_CODE, value["log"], "log")
        _hash(value["root"], "root")
        _day(value["day"], "day")
    elif act == "key":
        parse_verifier(_text(value["key"], "key"))
    else:
        _match(_CODE, value["table"], "table")
        _hash(value["sha256"], "sha256")


def _check_common(version: Any, at: Any) -> None:
    if type(version) is not int or version != VERSION:
        raise LogError("not a leaf of version 1")
    if not _is_moment(_text(at, "at")):
        raise LogError("at is not a moment in UTC to the second")


@lru_cache
def _is_moment(text: str) -> bool:
    """Whether it is the one spelling of a moment; a batch has one or two of them."""
    try:
        return datetime.strptime(text, _AT).strftime(_AT) == text
    except ValueError:
        return False


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise LogError(f"{key} is not a text")
    return value


def _match(pattern: re.Pattern[str], value: Any, key: str) -> None:
    if not pattern.fullmatch(_text(value, key)):
        raise LogError(f"{key} is not well formed")


def _hash(value: Any, key: str) -> None:
    decode(_text(value, key), hashlib.sha256().digest_size)


def _integer(value: Any, least: int, key: str) -> None:
    if type(value) is not int or not least <= value <= MAX_INTEGER:
        raise LogError(f"{key} is not an integer from {least} to 2**53 - 1")


def _day(value: Any, key: str) -> None:
    try:
        same = date.fromisoformat(_text(value, key)).isoformat() == value
    except ValueError:
        same = False
    if not same:
        raise LogError(f"{key} is not a date")
