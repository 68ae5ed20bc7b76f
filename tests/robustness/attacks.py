"""What is thrown at every address, and a browser that throws it."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.test import Client

#: Rows that a refused request may leave: sessions, counters, and the note of a failed sign-in.
TRACES = {"django_session", "common_cache", "audit_auditevent", "accounts_lockout"}
#: An act that shows what it made at once, and never again: 200 instead of a redirect.
SHOWN_ONCE = ("/second-factor/codes/", "/staff/my-calendar/")
LONG = "诺" * 70_000
FORMS: list[dict[str, Any]] = [
    {"q": "\x00", "reason": "\x00", "title_zh": "\x00", "day": "\x00", "login": "\x00",
     "doc_sha": "\x00", "handler": "\x00", "idempotency_key": "\x00"},
    {"version": "-1", "due_on": "30.02.2026", "numerator": "1e999", "denominator": "NaN",
     "outcome": "splendid", "claim": "<script>", "post": "x", "doc_sha": "z", "handler": "rm",
     "steps-TOTAL_FORMS": "9999999", "steps-INITIAL_FORMS": "-5", "idempotency_key": "k" * 300,
     "chosen": ["x", "y"], "period_id": "1", "role": "king", "starts_on": "0000-00-00"},
    {"reason": LONG, "title_zh": LONG, "matter_zh": LONG, "findings_zh": LONG, "login": LONG,
     "password": LONG, "display_name": LONG, "name": LONG, "title": LONG},
]  # fmt: skip
BODIES: list[bytes] = [
    b"{", b"[]", b"null", b'"text"', b"\xff\xfe\x00", b"[" * 3000,
    b'{"post": {}, "reason": [1], "outcome": 5, "doc_sha": {}, "claim": null}',
    b'{"post": "00000000-0000-7000-8000-000000000000", "target": 1e400, "milestones": 7}',
    b'{"reason": "\\u0000", "findings_zh": "\\u0000", "title_zh": "\\u0000"}',
    b'{"claim": "figures", "numerator": "1e999999", "denominator": "NaN", "period_id": "x"}',
]  # fmt: skip
HUGE = json.dumps({"title_zh": "x" * (2 * 1024 * 1024 + 1)}).encode()
QUERIES = [
    "", "?cursor=%00&limit=0", "?q=%00&page=-1", "?start=2026-02-30&unit=fortnight&count=-1",
    "?since=x&format=exe&due_on=soon&period=%00", "?q=" + "%F0%9F%92%A9" * 200,
]  # fmt: skip


def counts() -> dict[str, int]:
    """Rows of every table but those that a refusal may touch, in one query."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    parts = [f'select %s, count(*) from "{table}"' for table in sorted(tables - TRACES)]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), sorted(tables - TRACES))
        return dict(cursor.fetchall())


class Attacker:
    """Somebody (or nobody) who sends nonsense; what succeeds by its nature is taken back."""

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.client = Client(raise_request_exception=False)
        self.failures: list[tuple[Any, ...]] = []

    def send(self, method: str, address: str, *data: Any, **more: Any) -> Any:
        """The answer; 5xx is noted. Every effect of an act that was done is taken back."""
        if self.user is not None and SESSION_KEY not in self.client.session:
            self.client.force_login(self.user)
        point = transaction.savepoint()
        answer: Any = getattr(self.client, method)(address, *data, **more)
        if answer.status_code >= 500:
            self.failures.append((method, address, str(data)[:80], answer.status_code))
        done = answer.status_code in (201, 302) or address.endswith(SHOWN_ONCE)
        if done or answer.status_code >= 500:
            transaction.savepoint_rollback(point)
        else:
            transaction.savepoint_commit(point)
        return answer

    def json(self, method: str, address: str, body: bytes, **more: Any) -> Any:
        """The answer to a JSON body; a refusal has its code, an act that was done is taken back."""
        point = transaction.savepoint()
        answer = self.send(method, address, body, content_type="application/json", **more)
        if answer.status_code < 400:
            transaction.savepoint_rollback(point)
        elif "code" not in answer.json():
            self.failures.append((method, address, body[:80], answer.content[:200]))
        return answer
