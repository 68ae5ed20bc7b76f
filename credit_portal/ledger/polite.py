"""A client of a public site that behaves: at most so many requests a second, says who it is,
waits when it is told to, tries again what may pass, and never takes more than it expects.

Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

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
#: A whole answer may take so many times what one step of it may.
STEPS = 4
CHUNK = 1 << 16


class Client:
    """Fetches what stands below one address.

    `rate` requests a second at most; `retries` further attempts, waiting 1, 2, 4… seconds or as
    long as `Retry-After` says (up to 120); `timeout` seconds for each step of an attempt,
    four times as long for the whole of it. `LogError` for an answer larger than MAX_RESPONSE,
    `Missing` when nothing could be had, or less than was announced.
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
            except (OSError, http.client.HTTPException) as error:
                if attempt == self.retries:
                    raise Missing(f"{self.base}{path}: {error}") from error
                wait = pause(attempt)
            self.sleep(wait)
        raise AssertionError("unreachable")

    def _ask(self, path: str) -> bytes:
        headers = {"User-Agent": AGENT, "Accept": "*/*"}
        request = urllib.request.Request(self.base + path, headers=headers)  # noqa: S310 the scheme is checked above
        limit = Limit(time.monotonic() + self.timeout * STEPS)
        opener = urllib.request.build_opener(Plain(limit), Secure(limit))
        watch = threading.Timer(self.timeout * STEPS, limit.cut)
        watch.daemon = True
        watch.start()
        try:
            with opener.open(request, timeout=self.timeout) as response:
                data = _read(response, limit)
        finally:
            watch.cancel()
        if len(data) > MAX_RESPONSE:
            raise LogError(f"{path} is larger than any part of a log")
        return data

    def _wait_for_turn(self) -> None:
        due = self.last + self.gap
        now = time.monotonic()
        if now < due:
            self.sleep(due - now)
        self.last = max(now, due)


@dataclass(slots=True)
class Limit:
    """Until when (monotonic seconds) a request may take, and the sockets that it opened."""

    until: float
    sockets: list[socket.socket] = field(default_factory=list)

    def check(self) -> None:
        """TimeoutError when the time is over."""
        if time.monotonic() > self.until:
            raise TimeoutError("the answer takes too long")

    def cut(self) -> None:
        """End every wait for more: it fails at once."""
        for one in self.sockets:
            with suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)


class Noted(http.client.HTTPConnection):
    """A connection whose socket is noted, so that it can be cut."""

    limit: Limit

    def connect(self) -> None:
        """Connect and note."""
        super().connect()
        self.limit.sockets.append(self.sock)
        self.limit.check()


class NotedSecure(Noted, http.client.HTTPSConnection):
    """The same over TLS."""


class Plain(urllib.request.HTTPHandler):
    """Opens connections that note their sockets."""

    def __init__(self, limit: Limit) -> None:
        super().__init__()
        self.limit = limit

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open and note."""
        return self.do_open(_noting(Noted, self.limit), req)


class Secure(urllib.request.HTTPSHandler):
    """The same over TLS."""

    def __init__(self, limit: Limit) -> None:
        super().__init__()
        self.limit = limit

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open and note."""
        return self.do_open(_noting(NotedSecure, self.limit), req)


def _noting(kind: type[Noted], limit: Limit) -> Any:
    def make(host: str, **options: Any) -> Noted:
        connection = kind(host, **options)
        connection.limit = limit
        return connection

    return make


def _read(response: Any, limit: Limit) -> bytes:
    """Body of an answer, a little more than MAX_RESPONSE at most; TimeoutError when it takes too
    long, IncompleteRead when it is shorter than announced."""
    data = bytearray()
    while len(data) <= MAX_RESPONSE:
        chunk = response.read1(CHUNK)
        limit.check()
        if not chunk:
            break
        data += chunk
    if not response.chunked and len(data) <= MAX_RESPONSE:
        announced = str(response.headers.get("Content-Length", ""))
        if announced.isascii() and announced.isdigit() and len(data) < int(announced):
            raise http.client.IncompleteRead(b"", int(announced) - len(data))
    return bytes(data)


def pause(attempt: int, headers: Message | None = None) -> float:
    """Seconds before the next attempt, counted from 0; what the server asks for goes first."""
    asked = str(headers.get("Retry-After", "")) if headers else ""
    wanted = float(asked) if asked.isascii() and asked.isdigit() else FIRST_WAIT * 2**attempt
    return min(wanted, LONGEST_WAIT)
