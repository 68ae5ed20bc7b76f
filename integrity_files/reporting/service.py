"""The platform's service: a batch as signed JSON over HTTPS, answered record by record.

POST to the address of the channel, with

    X-Sender, X-Key-Id, X-Batch-Number, Idempotency-Key, X-Timestamp (seconds), X-Signature
    X-Signature = base64(Ed25519("POST\\n" path "\\n" batch "\\n" idempotency key "\\n"
                         timestamp "\\n" hex(SHA-256(body))))

200 with {"batch": number, "results": [{"key", "result", "code", "reason"}]}; `result` is accepted,
known or refused. A record without a result is asked for again by the same batch with the same
key. Everything but a readable 200 is tried again: nothing but an answer settles a record.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from integrity_files.codes_reporting import Answer, Channel
from integrity_files.reporting import signing

LONGEST_ANSWER = 5_000_000
RESULTS = {"accepted": Answer.ACCEPTED, "known": Answer.KNOWN, "refused": Answer.REFUSED}


#: Codes of attempts of which not one byte can have arrived: nobody was found or let us in.
NEVER_REACHED = frozenset({"unreachable", "no_address"})
NOBODY = (ConnectionRefusedError, socket.gaierror)


class Unanswered(Exception):
    """No answer that settles anything; `code` says why, `away` that nobody was there."""

    def __init__(self, code: str, *, away: bool = False) -> None:
        super().__init__(code)
        self.code, self.away = code[:80], away


@dataclass(frozen=True)
class Result:
    """What was said of one record."""

    key: str
    answer: str
    code: str = ""
    reason: str = ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed batch goes to the address that was configured, nowhere else."""

    def redirect_request(self, *args: Any) -> None:
        """Do not follow."""


def address_of(channel: str) -> str:
    """The configured address of a channel, "" for none: then it goes by file."""
    if settings.REPORTING["mode"] != "service":
        return ""
    name = "persons_url" if channel == Channel.PERSONS else "url"
    return str(settings.REPORTING[name])


def post(*, channel: str, number: str, key: str, body: bytes) -> list[Result]:
    """Send a batch once. Raises Unanswered."""
    url, timestamp = address_of(channel), str(int(time.time()))
    if not url:
        raise Unanswered("no_address")
    text = signing.signed_text(urlsplit(url).path or "/", number, key, timestamp, body)
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked at start
        url,
        data=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "X-Sender": settings.REPORTING["sender"],
            "X-Key-Id": signing.key_id(),
            "X-Batch-Number": number,
            "Idempotency-Key": key,
            "X-Timestamp": timestamp,
            "X-Signature": signing.sign(text),
        },
    )
    return read(*speak(request, settings.REPORTING["timeout"]), number)


def speak(request: urllib.request.Request, timeout: int) -> tuple[int, bytes]:
    """Status and body of the answer within so many seconds. Raises Unanswered."""
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=timeout) as answer:
            return answer.status, answer.read(LONGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b""
    except TimeoutError:
        raise Unanswered("timed_out", away=True) from None
    except http.client.HTTPException:  # cut off in the middle
        raise Unanswered("cut_off") from None
    except (OSError, ValueError) as error:  # URLError is an OSError
        raise Unanswered(_why(getattr(error, "reason", error)), away=True) from None


def _why(reason: object) -> str:
    """The code of a connection that failed."""
    if isinstance(reason, NOBODY):
        return "unreachable"
    return "timed_out" if isinstance(reason, TimeoutError) else "broken_off"


def read(status: int, answer: bytes, number: str) -> list[Result]:
    """The results of a readable 200 that is about this batch. Raises Unanswered. Pure."""
    if status != HTTPStatus.OK:
        away = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        raise Unanswered(f"answered:{status}", away=away)
    try:
        found = json.loads(answer)
        if found["batch"] != number:
            raise Unanswered("wrong_batch")
        return list(_results(found["results"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unanswered("unreadable") from None


def _results(rows: Iterable[Any]) -> Iterable[Result]:
    """Those that can be understood; of the others nothing was said."""
    for row in rows:
        answer = RESULTS.get(str(row.get("result", "")))
        if answer is None:
            continue
        code = re.sub(r"[^A-Za-z0-9_.-]", "", str(row.get("code") or ""))[:40]
        if answer == Answer.REFUSED:
            yield Result(str(row["key"]), answer, code or "refused", _words(row.get("reason")))
        else:
            yield Result(str(row["key"]), answer)


def _words(text: Any) -> str:
    """A reason made safe to keep: printable, at most 500 characters."""
    return "".join(char for char in str(text or "") if char.isprintable())[:500]
