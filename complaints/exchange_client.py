"""The 12345 platform's service: one result as signed JSON, answered at once.

POST to HOTLINE_RESULTS_URL, signed as `exchange_signature` says, with X-Sender and

    Idempotency-Key: <order>.<version>

200 with {"order", "version", "result", "code", "reason"}; `result` is accepted, known (taken
before) or refused. Everything but such an answer is tried again: only an answer settles a result.
"""

from __future__ import annotations

import json
import re
import secrets
import time
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from complaints.exchange_signature import NONCE, SIGNATURE, TIMESTAMP, signature
from integrity_files.reporting.service import Unanswered, speak

RESULTS = frozenset({"accepted", "known", "refused"})


@dataclass(frozen=True)
class Answer:
    """What was said: whether it was taken, else code and reason, made safe to keep."""

    is_taken: bool
    trouble: str = ""


def body_of(content: dict[str, Any], version: int) -> bytes:
    """The same bytes at each attempt."""
    told = {**content, "version": version}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def post(number: str, version: int, content: dict[str, Any]) -> Answer:
    """Send a result once. Raises Unanswered."""
    url, body = settings.HOTLINE_RESULTS_URL, body_of(content, version)
    if not url:
        raise Unanswered("no_address")
    timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
    path = urlsplit(url).path or "/"
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked at start
        url,
        data=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "X-Sender": settings.HOTLINE_RESULTS_SENDER,
            "Idempotency-Key": f"{number}.{version}",
            TIMESTAMP: timestamp,
            NONCE: nonce,
            SIGNATURE: signature(settings.HOTLINE_RESULTS_SECRET, path, timestamp, nonce, body),
        },
    )
    return read(*speak(request, settings.HOTLINE_RESULTS_TIMEOUT), number, version)


def read(status: int, answer: bytes, number: str, version: int) -> Answer:
    """What a readable 200 about this very result says. Raises Unanswered. Pure."""
    if status != HTTPStatus.OK:
        raise Unanswered(f"answered:{status}")
    try:
        said = json.loads(answer)
        if (said["order"], said["version"]) != (number, version):
            raise Unanswered("wrong_result")
        if said["result"] not in RESULTS:
            raise Unanswered("unreadable")
    except (ValueError, KeyError, TypeError):
        raise Unanswered("unreadable") from None
    if said["result"] != "refused":
        return Answer(True)
    code = re.sub(r"[^A-Za-z0-9_.-]", "", str(said.get("code") or ""))[:40] or "refused"
    reason = "".join(one for one in str(said.get("reason") or "") if one.isprintable())
    return Answer(False, f"refused:{code} {reason}".strip()[:200])
