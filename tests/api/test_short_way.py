"""The short way answers what the declared view answers, to the byte and to the header."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.test import Client

from credit_portal.portal.api import quick
from tests.portal.support import put

pytestmark = pytest.mark.django_db
#: New with every answer.
OF_THE_MOMENT = {"X-Request-ID"}


@pytest.fixture
def three(bureau: Any, other_bureau: Any, officer: Any, approver: Any) -> list[Any]:
    """Three records of two bodies."""
    return [
        put(bureau, officer, approver, "新增停车位一百个", sector="transport"),
        put(bureau, officer, approver, "建成三个养老中心", sector="elderly_care"),
        put(other_bureau, officer, approver, "“延长”供暖 <五> 天\u2028", outcome="kept"),
    ]


def both(path: str, **headers: str) -> tuple[Any, Any]:
    """The answer by the short way, and by the declared view."""
    caches["throttle"].clear()
    short = Client().get(path, headers=headers)
    caches["throttle"].clear()
    with patch.object(quick, "is_usual", lambda request: False):
        return short, Client().get(path, headers=headers)


def plain(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """All of an answer that stays."""
    kept = {name: text for name, text in answer.items() if name not in OF_THE_MOMENT}
    return answer.status_code, kept, answer.content


QUERIES = [
    "", "?limit=2", "?organisation={slug}", "?organisation={slug}&limit=1", "?kind=commitment",
    "?outcome=kept", "?sector=transport", "?q=养老", "?due_after=2020-01-01",
    "?organisation=no-body", "?cursor=", "?limit=0", "?limit=x", "?cursor=forged",
    "?colour=red", "?kind=", "?kind=a&kind=b",
    "?q=%00", "?q=养", "?due_before=2026-02-30", "?organisation=" + "x" * 90,
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("language", ["", "en", "zh-hans", "fr"])
def test_lists_are_alike(three: list[Any], bureau: Any, query: str, language: str) -> None:
    headers = {"Accept-Language": language} if language else {}
    short, declared = both("/api/v1/records/" + query.format(slug=bureau.slug), **headers)
    assert plain(short) == plain(declared)


def test_the_next_page_is_alike(three: list[Any]) -> None:
    address = "/api/v1/records/?limit=1"
    for _page in three:
        short, declared = both(address)
        assert plain(short) == plain(declared)
        address = short.json()["next"] or address


@pytest.mark.parametrize("query", ["", "?x=1", "?format=json"])
def test_records_are_alike(three: list[Any], query: str) -> None:
    for ref in [*(row.ref for row in three), "SY-C2026-0000001S", three[0].ref.lower(), "x" * 25]:
        short, declared = both(f"/api/v1/records/{ref}/{query}")
        assert plain(short) == plain(declared)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/html"},
        {"Accept": "application/json"},
        {"Host": "elsewhere.example"},
        {"Origin": "https://elsewhere.example"},
        {"Cookie": "sessionid=forged"},
        {"Authorization": "Bearer forged"},
    ],
)
def test_headers_change_nothing_else(three: list[Any], headers: dict[str, str]) -> None:
    short, declared = both(f"/api/v1/records/{three[0].ref}/", **headers)
    assert plain(short) == plain(declared)


def test_it_is_taken(three: list[Any]) -> None:
    for path in ("/api/v1/records/", f"/api/v1/records/{three[0].ref}/"):
        with patch.object(quick, "_dressed", wraps=quick._dressed) as taken:
            Client().get(path)
        assert taken.called


def test_what_was_had_already_is_not_sent_again(three: list[Any]) -> None:
    for path in ("/api/v1/records/", f"/api/v1/records/{three[0].ref}/"):
        tag = Client().get(path)["ETag"]
        assert Client().get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_request_counts_once(three: list[Any], settings: Any) -> None:
    from rest_framework.settings import api_settings

    caches["throttle"].clear()
    with patch.dict(api_settings.DEFAULT_THROTTLE_RATES, {"client": "3/h"}):
        paths = ["/api/v1/records/?limit=x", "/api/v1/records/", "/api/v1/records/?limit=1"]
        assert [Client().get(path).status_code for path in paths] == [400, 200, 200]
        assert Client().get("/api/v1/records/").status_code == 429
