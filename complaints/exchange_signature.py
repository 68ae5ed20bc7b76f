"""How requests between the 12345 platform and this portal are signed, in both directions.

    X-Platform-Timestamp  seconds since 1970 (UTC), at most five minutes off
    X-Platform-Nonce      16 to 64 letters and digits, another one for each request
    X-Platform-Signature  hex(HMAC-SHA256(secret, "POST\\n" path "\\n" timestamp "\\n" nonce "\\n"
                          hex(SHA-256(body))))

Each direction has a secret of its own, so that nothing that was sent can be turned back.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

TOLERANCE = 300  # seconds
TIMESTAMP = "X-Platform-Timestamp"
NONCE = "X-Platform-Nonce"
SIGNATURE = "X-Platform-Signature"
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_NONCE = re.compile(r"[0-9A-Za-z]{16,64}", re.ASCII)


def signature(secret: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    """The signature of a body that is posted to a path."""
    digest = hashlib.sha256(body).hexdigest()
    text = "\n".join(("POST", path, timestamp, nonce, digest))
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Signed:
    """What a request says of itself."""

    path: str
    timestamp: str
    nonce: str
    signature: str
    body: bytes

    def is_genuine(self, secret: str, now: float) -> bool:
        """Whether whoever sent it knows the secret and sent it just now; without a secret nobody
        does. `now` is the machine's own time in seconds, never the moved clock of a demonstration.
        """
        if not secret or not _SECONDS.fullmatch(self.timestamp) or not _NONCE.fullmatch(self.nonce):
            return False
        if abs(now - int(self.timestamp)) > TOLERANCE:
            return False
        wanted = signature(secret, self.path, self.timestamp, self.nonce, self.body)
        return hmac.compare_digest(wanted.encode(), self.signature.encode())
