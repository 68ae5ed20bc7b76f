"""A failure has a number on its page, and the same number in the log."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.observability.urls")]
NUMBER = re.compile(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}")


@pytest.fixture
def visitor() -> Client:
    """Sees the answer instead of the exception."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("path", "status"), [("failing", 500), ("lost", 503)])
def test_the_page_shows_the_number_and_nothing_else(
    visitor: Client, path: str, status: int
) -> None:
    answer = visitor.post(
        f"/test/{path}/?q=canary", {"name": "canary"}, headers={"User-Agent": "canary"}
    )
    body = answer.content.decode()
    assert answer.status_code == status
    assert NUMBER.search(body)
    assert answer["X-Request-ID"] in body
    assert "canary" not in body and "Traceback" not in body


def test_the_api_names_it_too(visitor: Client) -> None:
    answer = visitor.get("/api/test/failing/?q=canary")
    assert answer.status_code == 500
    assert answer.json()["number"] == answer["X-Request-ID"]
    assert b"canary" not in answer.content


def test_what_is_not_there_is_not_repeated(visitor: Client) -> None:
    answer = visitor.get("/api/canary/?q=canary")
    assert answer.status_code == 404
    assert b"canary" not in answer.content
