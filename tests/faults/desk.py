"""What one act is: done once per key, waited for, and written down when it was acknowledged."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

from tests.faults.client import Answer, Client, Statistics, encoded
from tests.faults.journal import Journal

ZONE = ZoneInfo("Asia/Shanghai")


class Over(Exception):
    """The run ends; unfinished stories are left where they are."""


class Gate:
    """Lets acts pass at a measured pace, none while the clock is being moved."""

    def __init__(self, per_second: float) -> None:
        self._free = threading.Condition()
        self._inside = 0
        self._closed = False
        self._step = 1.0 / per_second
        self._next = 0.0
        self.over = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """One act. Raises Over when the run ends."""
        with self._free:
            self._free.wait_for(lambda: self.over or not self._closed)
            if self.over:
                raise Over
            self._inside += 1
            self._next = max(self._next + self._step, time.monotonic())
            due = self._next
        time.sleep(max(0.0, due - time.monotonic()))
        try:
            yield
        finally:
            with self._free:
                self._inside -= 1
                self._free.notify_all()

    def close(self) -> None:
        """Let nobody in, and wait until everybody inside has his answer."""
        with self._free:
            self._closed = True
            self._free.wait_for(lambda: self._inside == 0)

    def open(self) -> None:
        """Go on."""
        with self._free:
            self._closed = False
            self._free.notify_all()

    def end(self) -> None:
        """Nobody passes any more; returns when everybody inside has his answer."""
        with self._free:
            self.over = True
            self._free.notify_all()
            self._free.wait_for(lambda: self._inside == 0)


@dataclass
class Desk:
    """What all stories share."""

    port: int
    people: dict[str, list[str]]
    post: str
    journal: Journal
    gate: Gate
    statistics: Statistics = field(default_factory=Statistics)
    offset: float = 0.0  # seconds by which the portal's clock is ahead
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    contradictions: list[str] = field(default_factory=list)
    clients: dict[str, Client] = field(default_factory=dict)
    crowd: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(24))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, role: str, number: int = 0) -> Client:
        """The account of that role and number."""
        user = self.people[role][number % len(self.people[role])]
        with self.lock:
            if user not in self.clients:
                self.clients[user] = Client(self.port, user, self.statistics)
            return self.clients[user]

    def today(self) -> date:
        """The portal's day."""
        return (datetime.now(ZONE) + timedelta(seconds=self.offset)).date()

    def api(
        self, client: Client, kind: str, path: str, data: Any = None, *, key: str = "", **facts: Any
    ) -> Answer:
        """One act through the API, with its key; journalled when acknowledged."""
        match = facts.pop("match", "")
        key = key or token_hex(12)
        with self.gate.passing():
            answer = client.api("POST", path, data, key=key, match=match)
            self._note(client, kind, key, answer, answer.status < 300, facts)
        return answer

    def form(
        self, client: Client, kind: str, path: str, fields: dict[str, str], **facts: Any
    ) -> Answer:
        """One act through a page, with the hidden key of its form."""
        upload = facts.pop("upload", b"")
        with self.gate.passing():
            answer = client.form(path, fields, upload)
            done = answer.status in {302, 303}
            self._note(client, kind, fields["idempotency_key"], answer, done, facts)
        return answer

    def report(
        self, client: Client, kind: str, path: str, fields: dict[str, str], **facts: Any
    ) -> Answer:
        """One act of somebody without an account; the receipt in the form is its key."""
        kind_of_body, body = encoded(fields, facts.pop("upload", b""))
        with self.gate.passing():
            answer = client.patiently("POST", path, body, {"Content-Type": kind_of_body})
            self._note(client, kind, facts["title"], answer, answer.status == 200, facts)
        return answer

    def post_page(self, client: Client, path: str, fields: dict[str, str]) -> Answer:
        """A page that is asked for by a form and changes nothing."""
        kind, body = encoded(fields, b"")
        with self.gate.passing():
            return client.patiently("POST", path, body, {"Content-Type": kind})

    def read(self, client: Client, path: str) -> Answer:
        """A read; passes the gate too, because it may have to sign in."""
        with self.gate.passing():
            return client.api("GET", path)

    def _note(
        self,
        client: Client,
        kind: str,
        key: str,
        answer: Answer,
        done: bool,
        facts: dict[str, Any],
    ) -> None:
        if done:
            known = {"id": answer.json().get("id") or answer.place.rstrip("/").rpartition("/")[2]}
            self.journal.write(kind=kind, key=key, by=client.user, **{**known, **facts})
        if (
            answer.status == 400
        ):  # what is sent is well-formed; a fault must not look like a mistake
            self.contradict(f"400 to {kind}: {answer.body[:300]!r}")
        with self.lock:
            if done:
                self.done[kind] += 1
            else:
                self.refused[
                    f"{kind} {answer.status} {answer.json().get('code', answer.said)}"
                ] += 1

    def contradict(self, text: str) -> None:
        """Remember an answer that must not be."""
        with self.lock:
            self.contradictions.append(text)
