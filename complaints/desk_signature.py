"""How the telephone switch signs what it tells: a secret shared with it, and the time.

    X-Switch-Timestamp: seconds since 1970 (UTC), at most five minutes off
    X-Switch-Signature: HMAC-SHA256 in hexadecimal digits under HOTLINE_SWITCH_SECRET, over
                        timestamp, a line feed, and the body's bytes

An event told twice within the five minutes changes nothing, so that no nonce is kept: who took a
call is believed by the newest of these times.
"""

from __future__ import annotations

import hashlib
import hmac
import re

TOLERANCE = 300  # seconds
TIMESTAMP, SIGNATURE = "X-Switch-Timestamp", "X-Switch-Signature"
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body sent at a time."""
    message = timestamp.encode() + b"\n" + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def is_genuine(secret: str, timestamp: str, given: str, body: bytes, now: float) -> bool:
    """Whether whoever sent it knows the secret and sent it just now. Without a secret nobody does.

    `now` is the machine's own time in seconds, never the moved clock of a demonstration.
    """
    if not secret or not _SECONDS.fullmatch(timestamp) or abs(now - int(timestamp)) > TOLERANCE:
        return False
    wanted = signature(secret, timestamp, body)
    return hmac.compare_digest(wanted.encode(), given.encode())
