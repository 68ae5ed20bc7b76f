"""A member of staff at his desk: signs in, acts, and repeats what he got no answer to."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
TIMEOUT = 70.0
PATIENCE = 0.4  # seconds before a submission without an answer is repeated
COOKIE = re.compile(r"(sessionid|csrftoken)=([^;]*)")
SUMMARY, TAG = re.compile(r'class="error-summary.*?<li>(.*?)</li>', re.S), re.compile(r"<[^>]+>")
SIGN_IN = ("/accounts/login", "/accounts/reauthenticate", "/accounts/2fa")
UNSIGNED = {"not_authenticated", "authentication_failed", "reauthentication_needed"}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body; empty when it is no JSON object."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def place(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "") or ""

    @property
    def said(self) -> str:
        """The first line of what a page's form refused; empty for all else."""
        found = SUMMARY.search(self.body.decode(errors="replace"))
        return " ".join(TAG.sub(" ", found[1]).split())[:120] if found else ""

    @property
    def asks_to_sign_in(self) -> bool:
        """Whether it wants a (fresh) proof of who asks."""
        if self.status in {301, 302, 303}:
            return any(part in self.place for part in SIGN_IN)
        return self.status == 401 or (
            self.status == 403
            and (self.json().get("code") in UNSIGNED or b"CSRF" in self.body[:20000])
        )


class Broken(Exception):
    """No answer: nobody knows whether the act was done."""


@dataclass
class Statistics:
    """What all clients saw together."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, path: str, answer: Answer | None) -> None:
        """Count an answer; remember those that must never come."""
        with self.lock:
            if answer is None:
                self.broken += 1
                return
            self.statuses[answer.status] += 1
            busy = answer.status in {503, 507} and answer.headers.get("Retry-After")
            if answer.status >= 500 and not busy:
                text = answer.body[:300].decode(errors="replace")
                self.wrong.append(f"{answer.status} {method} {path}: {text}")


class Client:
    """One account, one session, used by one thread at a time for signing in."""

    def __init__(self, port: int, user: str, statistics: Statistics) -> None:
        self.port, self.user, self.statistics = port, user, statistics
        self.cookies: dict[str, str] = {}
        self.signed_in = threading.Lock()
        self.proof = 0

    def once(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """One request. Raises Broken."""
        cookies = "; ".join(f"{name}={value}" for name, value in dict(self.cookies).items())
        more = {"Host": "localhost", "Cookie": cookies, "Accept-Language": "en"}
        more["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        link = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT)
        try:
            link.request(method, path, body or None, {**more, **(headers or {})})
            found = link.getresponse()
            answer = Answer(found.status, found.headers, found.read())
        except (OSError, http.client.HTTPException) as error:
            self.statistics.note(method, path, None)
            raise Broken(str(error)) from error
        finally:
            link.close()
        self.statistics.note(method, path, answer)
        return answer

    def sign_in(self, proof: int) -> None:
        """Sign in by one click, unless another thread did since `proof` was seen."""
        with self.signed_in:
            if self.proof != proof:
                return
            fresh = self.patiently("GET", "/accounts/login/")
            self._keep(fresh)
            token = self.cookies.get("csrftoken", "")
            form = urlencode({"csrfmiddlewaretoken": token}).encode()
            head = {"Content-Type": "application/x-www-form-urlencoded"}
            self._keep(self.patiently("POST", f"/accounts/demo/{self.user}/", form, head))
            self.proof += 1

    def patiently(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """The answer, repeating until there is one that says something."""
        while True:
            try:
                answer = self.once(method, path, body, headers)
            except Broken:
                time.sleep(PATIENCE)
                continue
            if answer.status < 500 and answer.status != 429:
                return answer
            time.sleep(PATIENCE)

    def _keep(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, value in COOKIE.findall(line):
                self.cookies[name] = value

    def act(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """The answer, after as many repetitions as it takes: the same key is the same act."""
        while True:
            proof = self.proof
            answer = self.patiently(method, path, body, headers)
            if not answer.asks_to_sign_in:
                return answer
            self.sign_in(proof)

    def api(
        self, method: str, path: str, data: Any = None, *, key: str = "", match: str = ""
    ) -> Answer:
        """An act or a read through the API."""
        head = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            head["Idempotency-Key"] = key
        if match:
            head["If-Match"] = match
        body = b"" if data is None else json.dumps(data).encode()
        return self.act(method, f"/api/v1/{path}", body, head)

    def form(self, path: str, fields: dict[str, str], upload: bytes = b"") -> Answer:
        """A page's form, with a file when one is given; the token is that of the session."""
        if not self.cookies.get("csrftoken"):
            self.sign_in(self.proof)
        while True:
            proof = self.proof
            given = {**fields, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
            kind, body = encoded(given, upload)
            answer = self.patiently("POST", path, body, {"Content-Type": kind})
            if not answer.asks_to_sign_in:
                return answer
            self.sign_in(proof)


def encoded(fields: dict[str, str], upload: bytes) -> tuple[str, bytes]:
    """Content type and body of a form, with a picture when one is given."""
    if not upload:
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    mark = "faults-boundary-7c1e"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="proof.png"\r\n'
    parts += [f"{head}Content-Type: image/png\r\n\r\n".encode(), upload, b"\r\n"]
    return f"multipart/form-data; boundary={mark}", b"".join([*parts, f"--{mark}--\r\n".encode()])
