"""How witnesses are asked for their co-signatures (C2SP tlog-witness, add-checkpoint); knows
nothing of the database."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from .checkpoint import parse_number
from .cosignature import Witness, parse_witness
from .merkle import LogError
from .note import encode, parse_signature

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
class Asked:
    """A witness, and the address at which it is asked."""

    url: str
    key: Witness

    @property
    def name(self) -> str:
        """The name of its key."""
        return self.key.name

    def cosignature(self, text: str, lines: str) -> Cosignature | None:
        """This witness's signature of a checkpoint's text among signature lines; None when there
        is none. LogError when it is wrong."""
        for line in lines.split("\n")[:-1]:
            name, key_id, data = parse_signature(line)
            if (name, key_id) == (self.name, self.key.key_id):
                seconds = self.key.time_of(text, data)
                try:
                    at = datetime.fromtimestamp(seconds, UTC)
                except (ValueError, OverflowError, OSError) as error:
                    raise LogError(f"a cosignature of {self.name} has no date") from error
                return Cosignature(f"{line}\n", at)
        return None


def parse_asked(entry: str) -> Asked:
    """Witness and address from "URL verifier-key"; LogError unless both are well formed."""
    url, gap, line = entry.strip().partition(" ")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname or not gap:
        raise LogError(f"not the address of a witness: {url[:200]}")
    return Asked(url.rstrip("/"), parse_witness(line))


def request_body(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """Old size, consistency proof from there, empty line, checkpoint."""
    return "\n".join([f"old {old}", *map(encode, proof), "", note]).encode()


def ask(witness: Asked, body: bytes, timeout: float = TIMEOUT) -> tuple[int, str, int | None]:
    """Status, text and, of a conflict, the size that the witness has seen.

    Follows no redirection. Raises Unanswered.
    """
    headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "credit-portal-signer"}
    request = urllib.request.Request(  # noqa: S310 - http and https only (parse_asked)
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
