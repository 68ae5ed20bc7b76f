"""The OpenAPI document: valid, complete, true to what is answered; and the page that shows it."""

from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from credit_portal.portal.api import documentation
from tests.api.support import get

pytestmark = pytest.mark.django_db

#: What only members of staff are answered.
STAFF = (
    "/api/v1/commitments/", "/api/v1/contradictions/", "/api/v1/lawful-changes/",
    "/api/v1/verifications/", "/api/v1/audit-events/", "/api/v1/disqualification-queries/",
    "/api/v1/leads/", "/api/v1/breaches/", "/api/v1/objections/", "/api/v1/repairs/",
    "/api/v1/consequences/", "/api/v1/complaints/",
)  # fmt: skip
#: Doors of programs that sign each request: no token, and told twice is done once.
SIGNED = ("/api/v1/hotline/calls/", "/api/v1/hotline/orders/")


def test_it_is_openapi_3_1_in_json_and_yaml() -> None:
    as_json = get("schema/?format=json")
    as_yaml = get("schema/?format=yaml")
    document = as_json.json()
    assert document["openapi"].startswith("3.1")
    assert document == yaml.safe_load(as_yaml.content)
    assert get("schema/").content == as_json.content
    asked = get("schema/", Accept="application/vnd.oai.openapi")
    assert asked.content == as_yaml.content
    validate_schema(document)
    described = document["paths"]["/api/v1/records/"]["get"]["parameters"]
    (words,) = [one["schema"] for one in described if one["name"] == "q"]
    assert words == {"type": "string", "minLength": 2}


def test_it_is_made_without_a_warning() -> None:
    documentation.document.cache_clear()
    GENERATOR_STATS.reset()
    documentation.document("json")
    assert GENERATOR_STATS._warn_cache == {}
    assert GENERATOR_STATS._error_cache == {}


def test_every_door_is_described() -> None:
    paths = set(get("schema/").json()["paths"])
    patterns: list[Any] = get_resolver().url_patterns
    (root,) = (one for one in patterns if str(one.pattern) == "api/")
    (v1,) = (one for one in root.url_patterns if str(one.pattern) == "v1/")
    doors = [door for part in v1.url_patterns for door in getattr(part, "url_patterns", [part])]
    assert len(doors) == len(paths)


def test_every_operation_tells_its_refusals_and_who_may() -> None:
    for path, methods in get("schema/").json()["paths"].items():
        for method, operation in methods.items():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            if path.startswith(SIGNED):
                continue
            names = {given["name"] for given in operation.get("parameters", [])}
            staff = path.startswith(STAFF)
            assert ({} in operation["security"]) is not staff
            assert ("Idempotency-Key" in names) is (method != "get")


def test_answers_have_the_members_that_are_described(shown: Any) -> None:
    schemas = get("schema/").json()["components"]["schemas"]
    for path, name in [
        (f"records/{shown.ref}/", "Record"),
        (f"records/{shown.ref}/proof/", "Proof"),
        (f"organisations/{shown.organisation_slug}/", "Organisation"),
        ("changes/", "Changes"),
        ("deadlines/?start=2026-09-24&unit=working_day&count=5", "Deadline"),
    ]:
        assert set(get(path).json()) == set(schemas[name]["properties"]), path
    (row,) = get("records/").json()["results"]
    assert set(schemas["RecordRow"]["required"]) <= set(row)


def test_the_page_reads_without_scripts(db: None) -> None:
    answer = Client().get("/api/docs/")
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "/api/v1/records/{ref}/proof/" in body
    assert "<script>" not in body
    assert "style=" not in body
    english = Client().get("/api/docs/", headers={"Accept-Language": "en"})
    assert "Reading needs no account" in english.content.decode()
