"""Caching, preferences, sitemap, health."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client, RequestFactory

from credit_portal.portal import sitemaps
from tests.portal.support import put

pytestmark = pytest.mark.django_db


def test_an_unchanged_page_is_304_and_a_changed_one_is_not(
    bureau: Any, officer: Any, approver: Any
) -> None:
    client = Client()
    first = client.get("/records/")
    assert first["Cache-Control"] == "no-cache"
    assert client.get("/records/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    put(bureau, officer, approver)
    again = client.get("/records/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_the_validator_differs_by_language_and_text_size() -> None:
    tags = {Client().get("/records/")["ETag"], Client().get("/en/records/")["ETag"]}
    elder = Client()
    elder.cookies["elder"] = "1"
    answer = elder.get("/records/")
    assert answer["ETag"] not in tags and len(tags) == 2
    assert "Cookie" in answer["Vary"]


def test_a_foreign_validator_gets_the_page() -> None:
    for value in ('"something-else"', "garbage", 'W/"x", "y"'):
        assert Client().get("/records/", headers={"If-None-Match": value}).status_code == 200


def test_only_good_answers_carry_a_validator() -> None:
    assert "ETag" not in Client().get("/records/SY-C2026-0000001X/")


def test_large_text_is_remembered_and_forgotten() -> None:
    client = Client()
    answer = client.post("/preferences/", {"elder": "1", "next": "/en/records/?q=a"})
    assert answer["Location"] == "/en/records/?q=a"
    assert 'class="elder"' in client.get("/").content.decode()
    client.post("/preferences/", {"elder": "0", "next": "/"})
    assert 'class="elder"' not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_preferences_lead_nowhere_else(wanted: str) -> None:
    assert Client().post("/preferences/", {"elder": "1", "next": wanted})["Location"] == "/"


def test_preferences_need_post() -> None:
    assert Client().get("/preferences/").status_code == 405


def test_the_sitemap_names_records_in_both_languages(
    bureau: Any, officer: Any, approver: Any
) -> None:
    row = put(bureau, officer, approver)
    answer = Client().get("/sitemap.xml")
    tree = ElementTree.fromstring(answer.content)
    names = [
        place.text or "" for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert any(name.endswith(f"/records/{row.ref}/") for name in names)
    assert f"/en/records/{row.ref}/" in answer.content.decode()
    assert not any("/progress/" in name for name in names)
    had = {"If-None-Match": answer["ETag"]}
    assert Client().get("/sitemap.xml", headers=had).status_code == 304


def test_many_records_are_not_listed_to_be_thrown_away(
    bureau: Any, officer: Any, approver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bureau, officer, approver)
    put(bureau, officer, approver, "第二项")
    request = RequestFactory().get("/sitemap.xml")
    others = len(sitemaps.pages(request)) + len(sitemaps.bodies(request))
    monkeypatch.setattr(sitemaps, "ONE_FILE", others + 2)
    assert len(sitemaps.whole(request) or []) == others + 2
    monkeypatch.setattr(sitemaps, "ONE_FILE", others + 1)
    monkeypatch.setattr(sitemaps, "_records", None)
    assert sitemaps.whole(request) is None


def test_robots_point_to_the_sitemap() -> None:
    body = Client().get("/robots.txt").content.decode()
    assert "/sitemap.xml" in body and "Disallow: /staff/" in body


def test_health_and_readiness() -> None:
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").json()["ready"] is True
