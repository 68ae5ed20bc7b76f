"""JSON-LD: what the page shows in the words of schema.org, and no way out of its block."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.portal.support import commitment, put
from tests.publishing.support import publish, source

pytestmark = pytest.mark.django_db
HARM = "</script><script>alert(1)</script> & \u2028"


def graph(path: str) -> list[dict[str, Any]]:
    """The nodes that a page carries; none is []."""
    answer = Client().get(path)
    found = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.DOTALL
    )
    assert len(found) <= 1
    return json.loads(found[0])["@graph"] if found else []


def test_home_offers_its_search() -> None:
    (site,) = graph("/en/")
    assert site["@type"] == "WebSite"
    assert site["potentialAction"]["target"]["urlTemplate"] == (
        "http://testserver/en/search/?q={search_term_string}"
    )


def test_a_record_is_a_report_about_its_body_and_text_stays_text(
    bureau: Any, officer: Any, approver: Any
) -> None:
    shown = put(bureau, officer, approver, title=HARM.strip())
    report, crumbs = graph(f"/records/{shown.ref}/")
    assert report["@type"] == "Report" and report["name"] == shown.title
    assert report["about"]["url"] == f"http://testserver/organisations/{bureau.slug}/"
    assert [one["position"] for one in crumbs["itemListElement"]] == [1, 2, 3]
    page = Client().get(f"/records/{shown.ref}/")
    assert "<script>alert(1)" not in page.content.decode()
    for path in ("/records/", "/commitments/?q=alert"):
        listing, _crumbs = graph(path)
        assert listing["mainEntity"]["itemListElement"][0]["name"] == shown.title
    body, _crumbs = graph(f"/organisations/{bureau.slug}/")
    assert body["@type"] == "GovernmentOrganization" and body["name"] == bureau.name_zh


def test_a_removed_record_has_none_and_no_person_is_in_any(
    bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    thing = {"source": source(), "kind": "commitment"}
    post = {
        "title_zh": "局长",
        "title_en": "Director",
        "holder": "李示例",
        "holder_on": "2026-01-01",
    }
    document = commitment(bureau, post=post)
    decision = publish(bureau, officer, approver, **thing, document=document)
    ref = decision.disclosure.ref
    assert "李示例" not in str(graph(f"/records/{ref}/"))
    publish(
        bureau, officer, credit_reviewer, **thing,
        act="withdraw", basis="W01", reason="objection_upheld",
    )  # fmt: skip
    assert graph(f"/records/{ref}/") == []
    assert ref not in str(graph("/records/"))
