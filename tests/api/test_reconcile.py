"""The reconciliation service as OpenRefine asks it (W3C community group, version 0.2)."""

from datetime import date
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import orjson
import pytest
from django.test import Client

from credit_portal.directory import uscc
from credit_portal.directory.models import Organisation, OrganisationName
from credit_portal.portal.reconciliation import answers, names, questions
from tests import factories
from tests.api.support import code
from tests.portal.support import put

pytestmark = pytest.mark.django_db
ROOT = "/api/reconcile/"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No names of an earlier test."""
    names._kept.clear()


def ask(*, method: str = "post", **queries: Any) -> dict[str, Any]:
    """Results of a batch, by key."""
    given = {"queries": orjson.dumps(queries).decode()}
    client = Client(enforce_csrf_checks=True)
    if method == "get":
        answer = client.get(ROOT, given)
    else:
        answer = client.post(ROOT, urlencode(given), content_type=FORM)
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = answer.json()
    for key in queries:
        for one in found[key]["result"]:
            assert {type(one[name]) for name in ("id", "name", "description")} == {str}
            assert isinstance(one["score"], int | float) and isinstance(one["match"], bool)
            assert all(set(kind) == {"id", "name"} for kind in one["type"])
    return {key: found[key]["result"] for key in queries}


def extend(ids: list[str], *wanted: str) -> Any:
    """Further columns of bodies."""
    asked = {"ids": ids, "properties": [{"id": one} for one in wanted]}
    return Client().post(ROOT, {"extend": orjson.dumps(asked).decode()})


def test_the_manifest_names_all_parts(bureau: Any) -> None:
    found = Client().get(ROOT, headers={"Origin": "http://127.0.0.1:3333"}).json()
    assert {"versions", "name", "identifierSpace", "schemaSpace"} <= set(found)
    assert "0.2" in found["versions"]
    assert found["view"]["url"].endswith("/organisations/{{id}}/")
    for part in found["suggest"].values():
        path = (part["service_url"] + part["service_path"]).removeprefix("http://localhost:8000")
        assert Client().get(path, {"prefix": "住房"}).json()["result"] is not None
    proposed = found["extend"]["propose_properties"]
    path = (proposed["service_url"] + proposed["service_path"]).removeprefix(
        "http://localhost:8000"
    )
    assert Client().get(path, {"type": "department", "limit": "2"}).json()["limit"] == 2
    assert {one["id"] for one in found["defaultTypes"]} >= {"organisation", "department"}
    assert Client().options(ROOT)["Access-Control-Allow-Methods"].startswith("GET, POST")
    assert Client().delete(ROOT).status_code == 405


def test_names_and_codes_are_found_in_order_of_certainty(bureau: Any, other_bureau: Any) -> None:
    OrganisationName.objects.filter(organisation=bureau).update(valid_from=date(2020, 1, 1))
    OrganisationName.objects.create(
        organisation=bureau, name_zh="示例市房产局", valid_to=date(2019, 12, 31)
    )
    names._kept.clear()
    found = ask(
        exact={"query": bureau.name_zh, "type": "department", "type_strict": "should"},
        folded={"query": f" {bureau.name_zh[:3]}　{bureau.name_zh[3:]}。"},
        former={"query": "示例市房产局"},
        alike={"query": "住房和保障局", "limit": 1},
        code={"query": "?", "properties": [{"pid": "code", "v": bureau.code or "x"}]},
        nothing={"query": "zzz qqq"},
    )
    best = {key: rows[0] for key, rows in found.items() if rows}
    assert (best["exact"]["id"], best["exact"]["score"], best["exact"]["match"]) == (
        bureau.slug, 100, True,
    )  # fmt: skip
    assert (best["folded"]["score"], best["folded"]["match"]) == (97, False)
    assert (best["former"]["id"], best["former"]["score"]) == (bureau.slug, 90)
    assert best["alike"]["id"] == bureau.slug and 25 <= best["alike"]["score"] < 80
    assert len(found["alike"]) == 1 and found["nothing"] == []
    if bureau.code:
        assert best["code"]["match"] is True
    assert all(row["score"] <= 100 for rows in found.values() for row in rows)


def test_kinds_and_properties_narrow(bureau: Any) -> None:
    twin = factories.organisation(name_zh=bureau.name_zh + "二", kind="institution")
    Organisation.objects.filter(pk=twin.pk).update(name_zh=bureau.name_zh, code=None)
    found = ask(
        method="get",
        both={"query": bureau.name_zh},
        strict={"query": bureau.name_zh, "type": ["institution"], "type_strict": "any"},
        hint={"query": bureau.name_zh, "type": {"id": "department"}["id"]},
        wrong={"query": bureau.name_zh, "properties": [{"pid": "division", "v": "999999"}]},
    )
    assert [row["match"] for row in found["both"][:2]] == [False, False]
    assert [row["id"] for row in found["strict"]] == [twin.slug]
    assert found["hint"][0]["id"] == bureau.slug and found["hint"][0]["match"] is True
    assert found["wrong"][0]["score"] == 85


def test_columns_are_added_with_counts(bureau: Any, officer: Any, approver: Any) -> None:
    put(bureau, officer, approver)
    put(bureau, officer, approver, title="第二项", outcome="kept")
    found = extend([bureau.slug, "no-body"], "parent", "records", "kept", "kind").json()
    assert [one["id"] for one in found["meta"]] == ["parent", "records", "kept", "kind"]
    row = found["rows"][bureau.slug]
    assert row["records"] == [{"int": 2}] and row["kept"] == [{"int": 1}]
    above = bureau.parent
    assert row["parent"] == ([{"id": above.slug, "name": above.name_zh}] if above else [])
    assert found["rows"]["no-body"]["records"] == []
    preview = Client().get(
        ROOT + "preview/", {"id": bureau.slug}, headers={"Accept-Language": "en"}
    )
    assert "frame-ancestors *" in preview["Content-Security-Policy"]
    assert "<script" not in preview.content.decode() and bureau.slug in preview.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"queries": "{"}, {"queries": "[]"}, {"queries": '{"q": 1}'},
        {"queries": '{"q": {"query": 1}}'}, {"queries": '{"q": {"query": "x", "limit": "5"}}'},
        {"queries": orjson.dumps({str(n): {"query": "x"} for n in range(51)}).decode()},
        {"queries": '{"q": {"query": "x", "properties": "y"}}'},
        {"extend": '{"ids": "x", "properties": []}'}, {"extend": '{"ids": [], "properties": [1]}'},
        {"extend": '{"ids": [], "properties": [{"id": "salary"}]}'},
    ],
)  # fmt: skip
def test_it_says_what_is_wrong(given: dict[str, str]) -> None:
    assert code(Client().post(ROOT, given), 400) == "invalid_parameter"
    assert code(Client().get(ROOT + "preview/", {"id": "none"}), 404) == "not_found"


def test_a_batch_costs_the_same_however_long(bureau: Any, django_assert_num_queries: Any) -> None:
    ask(q={"query": "住房"})
    with django_assert_num_queries(3):  # two, and the clock of tests
        many: dict[str, Any] = {f"q{n}": {"query": f"住房 {n}"} for n in range(50)}
        ask(**many)


def values(pid: str, count: int) -> dict[str, Any]:
    """A property with so many values."""
    return {"pid": pid, "v": [f"{pid} {n}" for n in range(count)]}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"properties": [values("code", 11)]}, "at most 10 values, a query 20"),
        ({"properties": [values("code", 7)] * 3}, "at most 10 values, a query 20"),
        ({"properties": [values("code", 100_000)]}, "at most 262144 characters"),
        ({"x": "x" * 300_000}, "at most 262144 characters"),
    ],
)
def test_a_query_that_asks_too_much_is_told_so(more: dict[str, Any], sentence: str) -> None:
    given = {"queries": orjson.dumps({"q": {"query": "x"} | more}).decode()}
    answer = Client().post(ROOT, given, headers={"Accept-Language": "en"})
    assert code(answer, 400) == "invalid_parameter" and sentence in answer.content.decode()
    assert code(Client().post(ROOT, {"extend": " " * 300_000}), 400) == "invalid_parameter"


def test_the_work_of_a_batch_is_bounded(bureau: Any, other_bureau: Any) -> None:
    worst = {
        "query": "局" * 1000, "type": ["department"] * 60, "type_strict": [],
        "properties": [values("code", 10), values("division", 10)], "limit": 10**9,
    }  # fmt: skip
    ask(q={"query": "局"})
    with (
        patch.object(uscc, "normalise", wraps=uscc.normalise) as codes,
        patch.object(questions, "fold", wraps=names.fold) as divisions,
        patch.object(answers, "_rated", wraps=answers._rated) as rated,
        patch.object(answers, "CLOSELY", 1),
    ):
        many: dict[str, Any] = {f"q{n}": worst | {"query": bureau.name_zh} for n in range(50)}
        ask(**many)
        ask(q=worst)
    assert codes.call_count == 51 * 11 and divisions.call_count == 51 * 10
    assert rated.call_count <= 51
