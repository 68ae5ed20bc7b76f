"""Lists say what they leave out, and count what the boards and the API count."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from credit_portal.directory.models import FormerAddress
from credit_portal.portal import caching, queries
from credit_portal.publishing import tallies
from tests.api.support import code
from tests.portal.support import put
from tests.publishing import articles_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(bureau: Any, other_bureau: Any, officer: Any, approver: Any) -> Any:
    """Three commitments of two bodies, the first due long ago."""
    return [
        put(bureau, officer, approver, "供暖管网改造", sector="housing", due_on="2005-03-01"),
        put(bureau, officer, approver, "新增停车位一百个", outcome="kept"),
        put(other_bureau, officer, approver, "农村公路养护", sector="travel", outcome="broken"),
    ]


def get(address: str) -> Any:
    """Answer to an anonymous visitor."""
    return Client().get(address)


def test_facets_of_a_long_list_speak_of_the_newest(three: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "CAP", 1)
    for address, shown in (("/commitments/", "3"), ("/records/", "1+")):
        answer = get(address)
        assert str(answer.context["total"]) == shown
        assert "最新的 1 条" in answer.content.decode()
        facets = {one["name"]: one["first"] for one in answer.context["facets"]}
        assert {one["url"] for one in facets["sector"]} == {"?sector=travel", "?sector=parking"}
    monkeypatch.setattr(queries, "CAP", 3)
    caching.forget()
    assert "最新的" not in get("/commitments/").content.decode()


def test_a_single_character_is_told_or_refused(three: Any) -> None:
    table = b"".join(get("/search/?q=暖&format=csv").streaming_content).decode()
    assert three[0].ref in table and "2,000" in table.split("\r\n")[2]
    assert "<subtitle>" in get("/records/?q=暖&format=atom").content.decode()
    assert "<subtitle>" not in get("/records/?q=供暖&format=atom").content.decode()
    for short in ("暖", "暖 改", "㎡", " 暖"):
        answer = get(f"/api/v1/records/?q={short}")
        assert (
            code(answer, 400) == "invalid_parameter" and "再输入一个字符" in answer.json()["detail"]
        )
        forms = get(f"/search/?q={short}").context["formats"]
        assert "JSON" not in [one["label"] for one in forms]


def test_links_lead_to_what_was_counted(three: Any, bureau: Any) -> None:
    assert get("/commitments/?due=passed").context["total"].value == 1
    assert sum(tallies.past_due(tallies.Dimension.BODY).values()) == 1
    FormerAddress.objects.create(slug="former-place", organisation=bureau, left_at=timezone.now())
    page = get("/records/?body=former-place")
    (json,) = [one["url"] for one in page.context["formats"] if one["label"] == "JSON"]
    assert len(get(json).json()["results"]) == page.context["total"].value == 2


def test_every_door_counts_the_same_records_of_a_body(
    three: Any, credit_officer: Any, credit_reviewer: Any, bureau: Any
) -> None:
    article = articles_scene.shown(credit_officer, credit_reviewer).article
    publisher = article.organisation
    for body, records, outcomes in (
        (publisher, 0, {}), (bureau, 2, {"open": 1, "kept": 1}),
    ):  # fmt: skip
        found = get(f"/api/v1/organisations/{body.slug}/").json()
        assert (found["records"], found["outcomes"]) == (records, outcomes)
        asked = f'{{"ids": ["{body.slug}"], "properties": [{{"id": "records"}}, {{"id": "kept"}}]}}'
        row = Client().post("/api/reconcile/", {"extend": asked}).json()["rows"][body.slug]
        assert row["records"] == [{"int": records}]
        assert row["kept"] == [{"int": outcomes.get("kept", 0)}]
