"""Witnesses: what they sign (C2SP tlog-cosignature, version 1) and how they are asked
(tlog-witness, add-checkpoint); knows nothing of the database."""

from __future__ import annotations

import hashlib
import http.client
import struct
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from .checkpoint import parse_number
from .merkle import LogError
from .note import KEY_SIZE, Verifier, decode, encode, parse_signature, valid_name

#: Type byte of a timestamped Ed25519 cosignature.
COSIGNATURE = b"\x04"
STAMP = struct.Struct(">Q")  # seconds since 1970, before the 64 bytes of the signature
SIZE_TYPE = "text/x.tlog.size"
TIMEOUT = 10.0
MAX_ANSWER = 100_000


class Unanswered(Exception):
    """The witness cannot be reached, or says something that no witness says."""


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A verified cosignature: its line in the note, and when the witness dated it."""

    line: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a witness is asked, the name of its key, and the key's 32 public bytes."""

    url: str
    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name || newline || type || public key)."""
        text = self.name.encode() + b"\n" + COSIGNATURE + self.public
        return hashlib.sha256(text).digest()[:4]

    def key_line(self) -> str:
        """The witness's verifier key as one line: name+hex key id+base64(type || public key)."""
        return f"{self.name}+{self.key_id.hex()}+{encode(COSIGNATURE + self.public)}"

    def cosignature(self, text: str, lines: str) -> Cosignature | None:
        """This witness's signature of a checkpoint's text among signature lines; None when there
        is none. LogError when it is wrong."""
        for line in lines.split("\n")[:-1]:
            name, key_id, data = parse_signature(line)
            if (name, key_id) == (self.name, self.key_id):
                return self._opened(text, line, data)
        return None

    def _opened(self, text: str, line: str, data: bytes) -> Cosignature:
        if len(data) != STAMP.size + 64:
            raise LogError(f"a cosignature of {self.name} has the wrong length")
        (seconds,) = STAMP.unpack_from(data)
        signed = signed_text(text, seconds)
        if not Verifier(self.name, self.public).accepts(signed, data[STAMP.size :]):
            raise LogError(f"a cosignature of {self.name} is wrong")
        try:
            at = datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise LogError(f"a cosignature of {self.name} has no date") from error
        return Cosignature(f"{line}\n", at)


def signed_text(text: str, seconds: int) -> str:
    """What a witness signs of a checkpoint's text at a moment."""
    return f"cosignature/v1\ntime {seconds}\n{text}"


def parse_witness(entry: str) -> Witness:
    """Witness from "URL verifier-key"; LogError unless both are well formed."""
    url, gap, line = entry.strip().partition(" ")
    parts = line.strip().split("+", 2)
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname or not gap:
        raise LogError(f"not the address of a witness: {url[:200]}")
    if len(parts) != 3 or not valid_name(parts[0]):
        raise LogError("not a witness's verifier key")
    key = decode(parts[2], 1 + KEY_SIZE)
    witness = Witness(url.rstrip("/"), parts[0], key[1:])
    if key[:1] != COSIGNATURE or witness.key_id.hex() != parts[1]:
        raise LogError("not a witness's Ed25519 key (type 4), or its key id is wrong")
    return witness


def request_body(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """Old size, consistency proof from there, empty line, checkpoint."""
    return "\n".join([f"old {old}", *map(encode, proof), "", note]).encode()


def ask(witness: Witness, body: bytes, timeout: float = TIMEOUT) -> tuple[int, str, int | None]:
    """Status, text and, of a conflict, the size that the witness has seen.

    Follows no redirection. Raises Unanswered.
    """
    headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "credit-portal-signer"}
    request = urllib.request.Request(  # noqa: S310 - http and https only (parse_witness)
        f"{witness.url}/add-checkpoint", data=body, headers=headers, method="POST"
    )
    try:
        with _OPENER.open(request, timeout=timeout) as answer:
            return answer.status, _text(answer), None
    except urllib.error.HTTPError as error:
        with error:
            text = _text(error)
            size = text.strip() if error.headers.get_content_type() == SIZE_TYPE else None
            return error.code, text, None if size is None else parse_number(size)
    except (OSError, http.client.HTTPException, LogError) as error:
        raise Unanswered(type(error).__name__) from error


def _text(answer: Any) -> str:
    try:
        return str(answer.read(MAX_ANSWER).decode())
    except UnicodeDecodeError as error:
        raise Unanswered("not text") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A witness answers where it was configured, and nowhere else."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Nowhere: the redirection is the answer."""


_OPENER = urllib.request.build_opener(_NoRedirect)
