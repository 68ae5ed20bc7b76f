"""Refusals: problem+json with a stable code for everything that can be asked wrongly."""

import base64
from typing import Any

import orjson
import pytest
from django.db import OperationalError
from django.test import Client

from credit_portal.publishing import listing
from tests.api.support import ROOT, Staff, code, get

pytestmark = pytest.mark.django_db

LISTS = ["records/", "organisations/", "divisions/"]
PUBLIC = [*LISTS, "changes/", "deadlines/", "schema/", "records/x/", "organisations/x/",
          "records/x/proof/"]  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_an_unknown_parameter_is_refused(path: str) -> None:
    answer = get(f"{path}?no_such=1")
    assert code(answer, 400) == "unknown_parameter"
    assert answer.json()["field"] == "no_such"


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("limit=0", "invalid_limit"),
        ("limit=101", "invalid_limit"),
        ("limit=", "invalid_limit"),
        ("limit=-1", "invalid_limit"),
        ("limit=0000000019", "invalid_limit"),
        ("limit=" + "9" * 5000, "invalid_limit"),
        ("limit=٣", "invalid_limit"),
        ("limit=2&limit=3", "repeated_parameter"),
        ("cursor=garbage", "invalid_cursor"),
        ("cursor=-", "invalid_cursor"),
        ("cursor=%F0%9F%98%80", "invalid_cursor"),
        ("cursor=%00", "invalid_text"),
    ],
)
def test_pages_are_asked_for_rightly(path: str, query: str, wanted: str) -> None:
    assert code(get(f"{path}?{query}"), 400) == wanted


FORGED: list[Any] = [
    [], ["x"], ["2026-01-01", "x", "y"], ["not a day", "SY"], [1, 2], {}, None, "text",
    [["a"], "b"], ["2026-01-01", "\0"], ["infinity", "x"], ["0000-00-00", "x"], ["9" * 400, "x"],
]  # fmt: skip


@pytest.mark.parametrize("values", [*FORGED, b'["\\ud800","\\ud800"]', b"[" * 600], ids=repr)
def test_a_forged_cursor_is_refused(values: Any) -> None:
    text = values if isinstance(values, bytes) else orjson.dumps(values)
    cursor = base64.urlsafe_b64encode(text).decode().rstrip("=")
    assert code(get(f"records/?cursor={cursor}"), 400) == "invalid_cursor"


@pytest.mark.parametrize(
    "query",
    ["kind=" + "x" * 41, "q=" + "x" * 101, "due_after=30.02.2026", "due_before=2026-02-30",
     "organisation=" + "9" * 200, "outcome=", "due_after=%20"],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(query: str) -> None:
    assert code(get(f"records/?{query}"), 400) == "invalid_parameter"


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/records/", "/api/v1/records/%00/",
     "/api/v1/records/no%00such/", "/api/v1/records/x/proof/%00", "/api/v1/commitments/x/"],
)  # fmt: skip
def test_an_unknown_address_is_not_found(path: str) -> None:
    assert code(Client().get(path), 404) == "not_found"


def test_an_address_with_a_nul_is_not_found_on_pages_too(db: None) -> None:
    for path in ("/records/no%00such/", "/%00", "/en/records/%00/", "/static/%00"):
        assert Client(raise_request_exception=False).get(path).status_code == 404


def test_a_missing_slash_leads_on() -> None:
    answer = get("records")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/records/")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_doors_are_read_only(method: str) -> None:
    for path in PUBLIC:
        answer = getattr(Client(), method)(ROOT + path)
        assert code(answer, 405) == "method_not_allowed"
        assert "GET" in answer["Allow"]


def test_what_we_cannot_say_in_their_type_is_not_acceptable() -> None:
    assert code(get("records/", Accept="image/png"), 406) == "not_acceptable"
    assert get("records/", Accept="text/html, */*;q=0.1").status_code == 200


def test_forms_are_no_json(officer: Any) -> None:
    client = Staff(officer).client
    answer = client.post(f"{ROOT}commitments/", {"post": "x"})
    assert code(answer, 415) == "unsupported_media_type"


@pytest.mark.parametrize("path", ["commitments/", "verifications/"])
def test_staff_doors_ask_who_you_are(path: str) -> None:
    for answer in (get(path), get(path, Authorization="Bearer gip_wrong")):
        assert code(answer, 401) in {"not_authenticated", "authentication_failed"}
        assert answer["WWW-Authenticate"] == "Bearer"
    assert "Access-Control-Allow-Origin" not in get(path)


def test_refusals_speak_the_reader_s_language() -> None:
    chinese, english = get("records/?x=1"), get("records/?x=1", Accept_Language="en")
    assert english.json()["detail"] == "Unknown parameter: x"
    assert chinese.json()["detail"] != english.json()["detail"]
    assert (chinese["Content-Language"], english["Content-Language"]) == ("zh-hans", "en")
    missing = get("nothing/", Accept_Language="en")
    assert missing.json()["detail"].startswith("There is nothing")


def test_a_lost_database_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*arguments: Any, **more: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(listing, "stored_rows", lost)
    answer = get("records/")
    assert code(answer, 503) == "unavailable"
    assert answer["Retry-After"]


def test_our_own_fault_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "stored_rows", None)
    answer = get("records/")
    assert code(answer, 500) == "server_error"
    assert "TypeError" not in answer.content.decode()
