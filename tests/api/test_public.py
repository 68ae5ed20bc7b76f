"""The public lists: rows as stored, filters, pages, bodies, divisions, changes."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credit_portal.publishing.models import Displayed
from tests.api.support import ROOT, get
from tests.portal.support import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(bureau: Any, other_bureau: Any, officer: Any, approver: Any) -> list[Displayed]:
    """Three commitments of two bodies."""
    return [
        put(bureau, officer, approver, "供暖管网改造", sector="housing", outcome="broken"),
        put(bureau, officer, approver, "新增停车位一百个", due_on="2026-12-01"),
        put(other_bureau, officer, approver, "农村公路养护", sector="travel", outcome="kept"),
    ]


def refs(query: str = "") -> list[str]:
    """References that the list answers."""
    return [row["ref"] for row in get(f"records/{query}").json()["results"]]


def test_rows_are_sent_as_they_were_stored(three: Any) -> None:
    body = get("records/").json()
    stored = {row.ref: row.row for row in Displayed.objects.all()}
    assert [row["ref"] for row in body["results"]] == [row.ref for row in reversed(three)]
    assert all(row == stored[row["ref"]] for row in body["results"])
    assert (body["next"], body["previous"]) == (None, None)


def test_the_hot_list_is_one_query(three: Any) -> None:
    get("records/?limit=2")  # the statement is planned once a connection
    with CaptureQueriesContext(connection) as found:
        answer = get("records/?limit=2")
    statements = [one["sql"] for one in found if "clockrow" not in one["sql"]]
    assert answer.status_code == 200
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?outcome=broken", {0}),
        ("?sector=travel", {2}),
        ("?kind=commitment", {0, 1, 2}),
        ("?kind=breach", set()),
        ("?category=livelihood&outcome=kept", {2}),
        ("?due_after=2026-10-01", {1}),
        ("?due_before=2026-09-29", {0, 2}),
        ("?q=供暖", {0}),
        ("?q=改造 住房", {0}),
        ("?division=999999", set()),
    ],
)
def test_filters_narrow(three: Any, query: str, wanted: set[int]) -> None:
    assert set(refs(query)) == {three[position].ref for position in wanted}


def test_records_of_a_body(three: Any, other_bureau: Any) -> None:
    assert refs(f"?organisation={other_bureau.slug}") == [three[2].ref]
    assert refs("?organisation=nobody") == []


def test_pages_lead_forwards_and_back(three: Any) -> None:
    client = Client()
    first = client.get(f"{ROOT}records/?limit=2").json()
    second = client.get(first["next"]).json()
    back = client.get(second["previous"]).json()
    assert (len(first["results"]), len(second["results"])) == (2, 1)
    assert first["previous"] is None
    assert second["next"] is None
    assert back["results"] == first["results"]
    assert back["previous"] is None


def test_a_record_tells_document_versions_and_proof(three: Any) -> None:
    row = three[0]
    body = get(f"records/{row.ref}/").json()
    assert body["document"] == row.document
    assert [version["act"] for version in body["versions"]] == ["publish"]
    assert body["versions"][0]["basis"]["name_zh"]
    assert body["url"].endswith(f"/records/{row.ref}/")
    assert Client().get(body["proof"]).status_code == 200
    assert get(f"records/{row.ref.lower()}/").json()["ref"] == row.ref


def test_a_body_tells_names_and_outcomes(three: Any, bureau: Any, city: Any) -> None:
    body = get(f"organisations/{bureau.slug}/").json()
    assert body["name_zh"] == "示例市住房保障局"
    assert body["parent"] == city.slug
    assert body["outcomes"] == {"broken": 1, "open": 1}


def test_bodies_are_found_by_name(three: Any, bureau: Any) -> None:
    found = get("organisations/?q=住房保障").json()["results"]
    assert [row["slug"] for row in found] == [bureau.slug]


def test_divisions_are_listed_by_level(db: None) -> None:
    first = get("divisions/?level=district&limit=3").json()
    assert {row["level"] for row in first["results"]} == {"district"}
    assert first["next"]


def test_changes_follow_the_ledger(three: Any) -> None:
    first = get("changes/?limit=2").json()
    rest = get(f"changes/?since={first['next_since']}").json()
    assert [row["ref"] for row in first["results"] + rest["results"]] == [r.ref for r in three]
    again = get(f"changes/?since={rest['next_since']}").json()
    assert again == {"next_since": rest["next_since"], "more": False, "results": []}


def test_nothing_public_yet_is_an_empty_page(db: None) -> None:
    assert get("records/").json() == {"next": None, "previous": None, "results": []}
    assert get("changes/").json() == {"next_since": None, "more": False, "results": []}


def test_scripts_of_other_sites_may_read(three: Any) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    for path in ("records/", f"records/{three[0].ref}/", "changes/", "records/none/", "schema/"):
        assert get(path, Origin="https://example.org")["Access-Control-Allow-Origin"] == "*"
        before = Client().options(ROOT + path, headers=asked)
        assert before.status_code == 200
        assert "GET" in before["Access-Control-Allow-Methods"]


def test_head_answers_like_get_without_a_body(three: Any) -> None:
    for path in ("records/", f"records/{three[0].ref}/", "organisations/", "deadlines/"):
        whole, head = Client().get(ROOT + path), Client().head(ROOT + path)
        assert head.status_code == whole.status_code
        assert head.content == b""
        assert head.get("ETag") == whole.get("ETag")


def test_public_reads_set_no_cookie_and_depend_on_none(three: Any) -> None:
    answer = get("records/")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


PAYLOADS = ["' or '1'='1", "'; drop table publishing_displayed; --", "1) union select null--",
            "\\'; select pg_sleep(5)--", "%' or 1=1 --", "$$;select 1;$$", "%"]  # fmt: skip


@pytest.mark.parametrize("name", ["kind", "organisation", "division", "sector", "outcome", "q"])
def test_what_looks_like_sql_finds_nothing(shown: Any, name: str) -> None:
    for payload in PAYLOADS:
        answer = Client().get(f"{ROOT}records/", {name: payload})
        assert answer.status_code in (200, 400), payload
        assert answer.status_code == 400 or answer.json()["results"] == [], payload
    assert len(get("records/").json()["results"]) == 1
