"""A client of a public site that behaves: at most so many requests a second, says who it is,
waits when it is told to, tries again what may pass, and never takes more than it expects.

Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message

from .merkle import TILE_WIDTH, LogError
from .outside import Missing

#: No part of a log is larger; a page of openings is allowed as much.
MAX_RESPONSE = TILE_WIDTH * (2 + 65_535) + 1
AGENT = "credit-portal-verify/1 (public ledger monitor)"
#: Answers after which the same request may succeed (RFC 9110, 15.6; RFC 6585, 4).
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
LONGEST_WAIT = 120.0
FIRST_WAIT = 1.0


class Client:
    """Fetches what stands below one address.

    `rate` requests a second at most; `retries` further attempts, waiting 1, 2, 4… seconds or as
    long as `Retry-After` says (up to 120); `timeout` seconds for each attempt. `LogError` for an
    answer larger than MAX_RESPONSE, `Missing` when nothing could be had.
    """

    def __init__(
        self,
        address: str,
        *,
        rate: float = 10.0,
        retries: int = 4,
        timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base = address.rstrip("/") + "/"
        if not self.base.startswith(("http://", "https://")):
            raise Missing(f"not a web address: {address}")
        self.gap = 1 / rate
        self.retries = retries
        self.timeout = timeout
        self.sleep = sleep
        self.last = -self.gap

    def __call__(self, path: str) -> bytes:
        """Body of the answer for a path below the address."""
        for attempt in range(self.retries + 1):
            self._wait_for_turn()
            try:
                return self._ask(path)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in PASSING or attempt == self.retries:
                        gone = error.code in GONE
                        raise Missing(f"{self.base}{path}: {error}", gone=gone) from error
                    wait = pause(attempt, error.headers)
            except (urllib.error.URLError, TimeoutError, OSError) as error:
                if attempt == self.retries:
                    raise Missing(f"{self.base}{path}: {error}") from error
                wait = pause(attempt)
            self.sleep(wait)
        raise AssertionError("unreachable")

    def _ask(self, path: str) -> bytes:
        headers = {"User-Agent": AGENT, "Accept": "*/*"}
        request = urllib.request.Request(self.base + path, headers=headers)  # noqa: S310 the scheme is checked above
        with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310 the same
            data: bytes = response.read(MAX_RESPONSE + 1)
        if len(data) > MAX_RESPONSE:
            raise LogError(f"{path} is larger than any part of a log")
        return data

    def _wait_for_turn(self) -> None:
        due = self.last + self.gap
        now = time.monotonic()
        if now < due:
            self.sleep(due - now)
        self.last = max(now, due)


def pause(attempt: int, headers: Message | None = None) -> float:
    """Seconds before the next attempt, counted from 0; what the server asks for goes first."""
    asked = str(headers.get("Retry-After", "")) if headers else ""
    wanted = float(asked) if asked.isascii() and asked.isdigit() else FIRST_WAIT * 2**attempt
    return min(wanted, LONGEST_WAIT)
