"""Every address answers garbage with a clear refusal, never with a failure, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from credit_portal.common.throttle import ClientThrottle
from tests.robustness.addresses import addresses

pytestmark = pytest.mark.django_db

#: Rows that a refused request may leave: sessions and what throttles and counts attempts.
TRACES = {"django_session", "common_cache", "audit_auditevent", "accounts_apitoken"}
LONG = "诺" * 70_000
FORMS: list[dict[str, Any]] = [
    {},
    {"q": "\x00", "reason": "\x00", "title_zh": "\x00", "day": "\x00", "login": "\x00"},
    {"version": "-1", "due_on": "30.02.2026", "numerator": "1e999", "denominator": "NaN",
     "outcome": "splendid", "claim": "<script>", "post": "x", "doc_sha": "z", "handler": "rm",
     "steps-TOTAL_FORMS": "9999999", "steps-INITIAL_FORMS": "-5", "idempotency_key": "k" * 300},
    {"reason": LONG, "title_zh": LONG, "matter_zh": LONG, "findings_zh": LONG, "login": LONG,
     "password": LONG, "display_name": LONG},
]
BODIES: list[bytes] = [
    b"", b"{", b"[]", b"null", b'"text"', b'{"post": {}, "reason": [1], "outcome": 5}',
    b'{"post": "00000000-0000-7000-8000-000000000000", "target": 1e400, "milestones": 7}',
    b'{"reason": "\\u0000", "title_zh": "\\ud800"}', b"\xff\xfe\x00", b"[" * 3000,
]
QUERIES = ["", "?cursor=%00&limit=0", "?q=%00", "?page=-1&limit=99999999999999999999",
           "?start=2026-02-30&unit=fortnight&count=-1", "?since=x&format=exe",
           "?due_on=soon&division=" + "9" * 200, "?q=" + "%F0%9F%92%A9" * 200]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The throttle has a test of its own; here it would only hide answers."""
    monkeypatch.setattr(ClientThrottle, "allow_request", lambda *arguments: True)


def _counts() -> dict[str, int]:
    """Rows of every table but those that a refusal may touch."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - TRACES
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'select count(*) from "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def _clients(*users: Any) -> list[Client]:
    clients = [Client(raise_request_exception=False)]
    for user in users:
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        clients.append(client)
    return clients


def test_addresses_are_found() -> None:
    found = list(addresses())
    assert len(found) > 60
    assert "/api/v1/records/" in found


def test_no_read_fails(officer: Any, credit_officer: Any) -> None:
    failures = []
    for client in _clients(officer, credit_officer):
        for address in addresses():
            for query in QUERIES:
                status = client.get(address + query).status_code
                if status >= 500:
                    failures.append((address + query[:60], status))
    assert failures == []


def test_no_form_fails_and_nothing_changes(officer: Any, credit_reviewer: Any) -> None:
    before, failures = _counts(), []
    for client in _clients(officer, credit_reviewer):
        for address in addresses():
            for form in FORMS:
                status = client.post(address, form).status_code
                if status >= 500:
                    failures.append((address, sorted(form)[:2], status))
    assert failures == []
    assert _counts() == before


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_endpoint_fails_and_nothing_changes(
    method: str, officer: Any, credit_officer: Any
) -> None:
    before, failures = _counts(), []
    for client in _clients(officer, credit_officer):
        for address in (one for one in addresses() if one.startswith("/api/v1/")):
            for body in BODIES:
                answer = getattr(client, method)(address, body, content_type="application/json")
                if answer.status_code >= 500:
                    failures.append((address, body[:40], answer.status_code))
                elif answer.status_code >= 400 and "/schema/" not in address:
                    assert "code" in answer.json(), (address, answer.content[:200])
    assert failures == []
    assert _counts() == before
