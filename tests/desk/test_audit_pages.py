"""Auditors read the trail, by page, file and API; nobody else does, and every look is on record."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credit_portal.accounts import services
from credit_portal.audit.models import AuditEvent
from credit_portal.audit.services import record
from credit_portal.common import clock, keyset
from tests.api.support import Staff

URL = "/staff/audit/"
API = "/api/v1/audit-events/"


@pytest.fixture
def reader(client: Client, auditor: Any) -> Client:
    """Signed in as auditor."""
    client.force_login(auditor)
    return client


@pytest.fixture
def trail(officer: Any, bureau: Any, security_administrator: Any) -> AuditEvent:
    """Some rows, one with a reason."""
    record("accounts.update_profile", actor=officer, target=officer)
    return record(
        "accounts.end_grant",
        actor=security_administrator,
        target=bureau,
        reason="调离原因",
        old={"role": "filer"},
    )


@pytest.mark.parametrize(
    "who", ["officer", "approver", "security_administrator", "system_administrator"]
)
def test_nobody_else_reads_it(client: Client, who: str, request: Any, city: Any) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(URL).status_code == 403
    assert client.post(f"{URL}export/", {"form": "csv", "purpose": "x"}).status_code == 403
    assert client.get(API).status_code == 403


def test_auditors_read_nothing_else(reader: Client, officer: Any) -> None:
    for url in ("/staff/accounts/", f"/staff/accounts/{officer.pk}/", "/staff/commitments/new/"):
        assert reader.get(url).status_code == 403
    assert reader.get("/api/v1/commitments/").json()["results"] == []


def test_it_shows_who_did_what_in_both_languages(reader: Client, trail: AuditEvent) -> None:
    page = reader.get(URL).content.decode()
    assert "终止角色授权" in page
    assert "调离原因" in page
    assert "ended a role grant" in reader.get(f"/en{URL}").content.decode()


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"verb": "accounts.end_grant"}, 1),
        ({"group": "accounts", "actor": "officer"}, 1),
        ({"actor": "nobody"}, 0),
        ({"body": "示例市住房保障局", "verb": "accounts.end_grant"}, 1),
        ({"until": "2020-01-01"}, 0),
        ({"since": "2999-01-01"}, 0),
    ],
)
def test_it_is_narrowed(
    reader: Client, trail: AuditEvent, asked: dict[str, str], count: int
) -> None:
    assert len(reader.get(URL, asked).context["rows"]) == count


@pytest.mark.parametrize("asked", [{"since": "x"}, {"act": "x"}, {"group": "y"}, {"verb": "z"}])
def test_a_bad_question_is_explained(reader: Client, asked: dict[str, str]) -> None:
    answer = reader.get(URL, asked)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_an_invalid_question_shows_no_rows(reader: Client, trail: AuditEvent) -> None:
    page = reader.get(URL, {"since": "nonsense"}).content.decode()
    assert "调离原因" not in page
    assert str(trail.act_id) not in page


def test_a_question_is_noted(reader: Client, trail: AuditEvent, auditor: Any) -> None:
    reader.get(URL, {"group": "accounts"})
    row = AuditEvent.objects.get(verb="audit.read_trail")
    assert (row.actor_id, row.data) == (
        str(auditor.pk),
        {"door": "page", "asked_group": "accounts"},
    )


@pytest.mark.parametrize(("url", "door"), [(URL, "page"), (API, "api")])
def test_a_cursor_made_by_oneself_is_noted_too(
    reader: Client, trail: AuditEvent, url: str, door: str
) -> None:
    cursor = keyset.encode(["2099-01-01T00:00:00+00:00", "ffffffff-ffff-7fff-8fff-ffffffffffff"])
    asked = {"verb": "accounts.end_grant", "cursor": cursor}
    assert str(trail.act_id) in reader.get(url, asked).content.decode()
    row = AuditEvent.objects.get(verb="audit.read_trail")
    assert row.data == {"door": door, "asked_verb": "accounts.end_grant", "further": True}


def test_pages_go_on_by_key(reader: Client, officer: Any) -> None:
    for _number in range(60):
        record("accounts.update_profile", actor=officer, target=officer)
    asked = {"verb": "accounts.update_profile"}
    first = reader.get(URL, asked)
    assert len(first.context["rows"]) == 50
    second = reader.get(URL + first.context["pages"]["next_url"])
    assert len(second.context["rows"]) == 10


def test_all_rows_of_one_act_stand_together(reader: Client, trail: AuditEvent) -> None:
    page = reader.get(f"{URL}acts/{trail.act_id}/").content.decode()
    assert "filer" in page
    assert "调离原因" in page
    assert reader.get(f"{URL}acts/01a20033-0000-7000-8000-000000000000/").status_code == 404


def test_an_export_has_a_purpose_and_no_words(reader: Client, trail: AuditEvent) -> None:
    assert reader.post(f"{URL}export/", {"form": "csv", "purpose": " "}).status_code == 422
    answer = reader.post(
        f"{URL}export/", {"form": "csv", "purpose": "年度审计", "verb": "accounts.end_grant"}
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "终止角色授权" in text
    assert "调离原因" not in text
    noted = AuditEvent.objects.get(verb="audit.export_trail")
    assert (noted.data["form"], noted.reason_text) == ("csv", "年度审计")


def test_json_lines_hold_every_row(reader: Client, officer: Any) -> None:
    for _number in range(5):
        record("accounts.update_profile", actor=officer, target=officer)
    answer = reader.post(f"{URL}export/", {"form": "jsonl", "purpose": "x", "actor": "officer"})
    lines = b"".join(answer.streaming_content).splitlines()  # type: ignore[attr-defined]
    assert [json.loads(line)["verb"] for line in lines] == ["accounts.update_profile"] * 5


def test_a_form_that_does_not_exist_is_refused(reader: Client) -> None:
    assert reader.post(f"{URL}export/", {"form": "exe", "purpose": "x"}).status_code == 422


def test_programs_read_it_with_a_token(auditor: Any, trail: AuditEvent) -> None:
    program = Staff(auditor, "read")
    row = program.get("audit-events/?verb=accounts.end_grant").json()["results"][0]
    assert (row["sentence_zh"], row["sentence_en"]) == ("终止角色授权", "ended a role grant")
    assert (row["has_reason"], "reason" in row) == (True, False)
    assert AuditEvent.objects.get(verb="audit.read_trail").data["door"] == "api"
    assert program.post("audit-events/").status_code in (403, 405)


@pytest.mark.parametrize("asked", [{"since": "x"}, {"colour": "red"}, {"act": "x"}])
def test_a_bad_parameter_is_400(reader: Client, asked: dict[str, str]) -> None:
    assert reader.get(API, asked).status_code == 400
    assert not AuditEvent.objects.filter(verb="audit.read_trail").exists()


def test_days_are_whole_days(reader: Client, trail: AuditEvent) -> None:
    today = clock.today().isoformat()
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    asked = {"verb": "accounts.end_grant"}
    assert reader.get(API, asked | {"since": today, "until": today}).json()["results"]
    assert not reader.get(API, asked | {"since": tomorrow}).json()["results"]


def test_exports_of_accounts_are_on_record(
    client: Client, security_administrator: Any, officer: Any
) -> None:
    client.force_login(security_administrator)
    assert client.post("/staff/accounts/export/", {"purpose": ""}).status_code == 422
    answer = client.post("/staff/accounts/export/", {"purpose": "年度核对", "role": "filer"})
    assert "officer" in answer.content.decode("utf-8-sig")
    assert AuditEvent.objects.get(verb="accounts.export").data["rows"] == 1
    assert services.export_accounts.__doc__


def statements(client: Client, url: str) -> int:
    """How often one answer asks the database."""
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found.captured_queries)


def test_the_list_costs_the_same_for_more_rows(reader: Client, officer: Any, bureau: Any) -> None:
    counts = []
    for more in (2, 20):
        for _number in range(more):
            record("accounts.update_profile", actor=officer, target=bureau)
        counts.append(statements(reader, f"{URL}?actor=officer"))
    assert counts[0] == counts[1]
