"""What the switch tells: signed, once however often, and the number of a caller nowhere."""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg2 import sql

from complaints import vault_client
from complaints.models import Call
from complaints.services import calls
from complaints.vault.commands import Vault
from credit_portal.common import acts
from credit_portal.common.errors import Conflict, NotAllowed, NotFound
from tests.complaints import desk_scenes as scenes
from tests.complaints.desk_scenes import NUMBER, tell
from tests.observability.canary import of_redis

pytestmark = pytest.mark.django_db


def told_of(call: str) -> Call:
    return Call.objects.get(switch_id=call)


def places_with(text: str) -> list[str]:
    """Tables in which some row holds the text, in any column, plain or as bytes."""
    found, forms = [], [f"%{text}%", f"%{text.encode().hex()}%"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute("select has_table_privilege(%s, 'select')", [f'public."{table}"'])
            if not cursor.fetchone()[0]:
                continue
            query = sql.SQL("select count(*) from {} t where t::text like any (%s)")
            cursor.execute(query.format(sql.Identifier(table)), [forms])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_a_call_from_its_first_ring_to_its_end(vault: Vault, hotline_operator: Any) -> None:
    assert tell(event="new", call="a1", number=NUMBER, line="12345").json() == {
        "call": "a1", "state": "waiting", "number_known": True,
    }  # fmt: skip
    name = hotline_operator.username
    assert tell(event="answer", call="a1", operator=name).json()["state"] == "talking"
    row = told_of("a1")
    assert (row.operator, row.line) == (hotline_operator, "12345")
    assert vault_client.call_number(row.pk, hotline_operator.pk).reveal() == NUMBER
    assert tell(event="hang_up", call="a1").json()["state"] == "ended"
    with pytest.raises(NotAllowed):
        vault_client.call_number(row.pk, hotline_operator.pk)


def test_events_come_twice_and_in_any_order(vault: Vault, hotline_operator: Any) -> None:
    name = hotline_operator.username
    for event in ("answer", "new", "hang_up", "new", "hang_up", "answer"):
        more: dict[str, Any] = {"number": NUMBER} if event == "new" else {}
        more |= {"operator": name} if event == "answer" else {}
        assert tell(event=event, call="b1", **more).status_code == 200
    row = told_of("b1")
    assert row.answered_at is not None
    assert row.ended_at is not None
    assert row.outcome == ""  # the operator says how it ended
    assert vault_client._ask("ping")["calls"] == 0


def test_an_answer_told_again_does_not_take_a_call_back(
    vault: Vault, hotline_operator: Any, hotline_supervisor: Any
) -> None:
    now = time.time()
    tell(event="new", call="h1", number=NUMBER)
    for at, who in ((now - 9, hotline_operator), (now, hotline_supervisor)):
        tell(at=at, event="answer", call="h1", operator=who.username)
    assert told_of("h1").operator == hotline_supervisor
    again = tell(at=now - 9, event="answer", call="h1", operator=hotline_operator.username)
    assert again.json()["state"] == "talking"
    assert told_of("h1").operator == hotline_supervisor


def test_who_rings_off_while_waiting_is_missed(vault: Vault) -> None:
    tell(event="new", call="m1", number=NUMBER)
    tell(event="hang_up", call="m1")
    assert told_of("m1").outcome == "missed"


def test_nobody_else_tells_of_calls(hotline_supervisor: Any) -> None:
    event: dict[str, Any] = {"event": "new", "call": "x1", "number": NUMBER}
    assert tell(secret="guessed", **event).status_code == 403
    assert tell(at=time.time() - 301, **event).status_code == 403
    client = Client()
    client.force_login(hotline_supervisor)
    answer = client.post(scenes.DOOR, event, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_the_switch"
    assert not Call.objects.exists()


def test_without_a_secret_nothing_is_believed(settings: Any) -> None:
    settings.HOTLINE_SWITCH_SECRET = ""
    assert tell(secret=" ", event="new", call="x2").status_code == 403


@pytest.mark.parametrize(
    "event",
    [
        {"event": "new", "call": "", "number": "1"},
        {"event": "sing", "call": "x"},
        {"event": "new", "call": "x", "number": "1" * 41},
        {"event": "new", "call": "x", "caller": "1"},
        {"event": "answer", "call": "x", "operator": "nobody"},
    ],
)
def test_what_is_no_event_is_refused(event: dict[str, Any]) -> None:
    answer = tell(**event)
    assert answer.status_code in {400, 422}
    assert not Call.objects.exists()


def test_an_officer_of_another_body_takes_no_calls(officer: Any) -> None:
    assert tell(event="answer", call="o1", operator=officer.username).status_code == 422


def test_a_vault_that_is_away_loses_the_number_and_not_the_call(vault_keys: Any) -> None:
    answer = tell(event="new", call="v1", number=NUMBER)
    assert answer.json()["number_known"] is False
    assert tell(event="hang_up", call="v1").status_code == 200


def test_the_number_of_an_anonymous_caller_stands_nowhere(
    vault: Vault, hotline_operator: Any, caplog: pytest.LogCaptureFixture
) -> None:
    canary = f"139{secrets.randbelow(10**8):08d}"
    caplog.set_level(logging.DEBUG)
    tell(event="new", call="n1", number=canary, line="12345")
    tell(event="answer", call="n1", operator=hotline_operator.username)
    client = Client()
    client.force_login(hotline_operator)
    call = str(told_of("n1").pk)
    given = scenes.typed(is_anonymous="on", call_id=call)
    assert client.post("/staff/hotline/live/").json()["call"]["id"] == call
    pages = [
        client.post("/staff/hotline/earlier/", {"call_id": call}),
        client.post("/staff/hotline/draft/", given),
        client.post("/staff/hotline/", {**given, "step": "save", "idempotency_key": "n1"}),
        client.get("/staff/hotline/cases/"),
        client.get("/staff/hotline/team/"),
    ]
    tell(event="hang_up", call="n1")
    assert [page.status_code for page in pages] == [200] * 5
    assert not any(canary in page.content.decode() for page in pages)
    assert places_with(canary) == []
    assert places_with("工程尾款拖欠") == ["complaints_case"]  # it would have been found
    assert canary not in caplog.text
    assert "hotline-calls" in "".join(str(one.__dict__) for one in caplog.records)
    assert not any(canary in str(one.__dict__) for one in caplog.records)
    broker = of_redis(settings.CELERY_BROKER_URL.replace("virtual_host", "db"))
    assert canary not in broker
    assert vault_client._ask("ping")["calls"] == 0


def test_a_refused_event_leaves_its_number_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    canary = f"139{secrets.randbelow(10**8):08d}"
    caplog.set_level(logging.DEBUG)
    wrong: list[dict[str, Any]] = [
        {"event": "new", "call": "", "number": canary},
        {"event": "new", "call": "r1", "number": canary, canary: "1"},
    ]
    answers = [tell(**event) for event in wrong]
    answers.append(tell(secret="guessed", event="new", call="r1", number=canary))
    assert [answer.status_code for answer in answers] == [400, 400, 403]
    assert canary not in answers[0].content.decode() + answers[2].content.decode()
    assert not any(canary in str(one.__dict__) for one in caplog.records)
    assert places_with(canary) == []


def test_a_number_is_kept_when_the_caller_agrees_and_not_before(
    vault: Vault, hotline_operator: Any
) -> None:
    call, given = scenes.talking(hotline_operator), scenes.typed()
    client = Client()
    client.force_login(hotline_operator)
    asked = {"draft_id": given["draft_id"], "call_id": str(call.pk)}
    assert client.post("/staff/hotline/number/", {**asked, "keep": "1"}).json()["kept"] is True
    given |= {"call_id": str(call.pk), "with_call_number": "on", "draft_version": "1"}
    acts.run(calls.hung_up, actor=hotline_operator, switch_id=call.switch_id)
    page = client.post("/staff/hotline/", {**given, "step": "save"})
    assert page.status_code == 200
    assert NUMBER not in page.content.decode()
    assert places_with(NUMBER) == []  # sealed
    again = scenes.talking(hotline_operator)
    found = client.post("/staff/hotline/earlier/", {"call_id": str(again.pk)}).json()["cases"]
    assert [one["title"] for one in found] == ["工程尾款拖欠"]


def test_earlier_cases_are_those_of_this_number_only(vault: Vault, hotline_operator: Any) -> None:
    scenes.logged(hotline_operator, identity={"name": "甲", "mobile": NUMBER})
    scenes.logged(hotline_operator, identity={"name": "乙", "mobile": "13900000000"})
    call = scenes.talking(hotline_operator, f"+86 {NUMBER}")
    client = Client()
    client.force_login(hotline_operator)
    found = client.post("/staff/hotline/earlier/", {"call_id": str(call.pk)}).json()["cases"]
    assert len(found) == 1


def test_a_colleague_hears_no_call_of_mine(
    vault: Vault, hotline_operator: Any, hotline_supervisor: Any
) -> None:
    call = scenes.talking(hotline_operator)
    client = Client()
    client.force_login(hotline_supervisor)
    asked = {"call_id": str(call.pk), "draft_id": scenes.typed()["draft_id"], "keep": "1"}
    assert client.post("/staff/hotline/earlier/", asked).status_code == 403
    assert client.post("/staff/hotline/number/", asked).status_code == 403
    assert client.post("/staff/hotline/live/").json()["call"] is None
    with pytest.raises(NotFound):
        acts.run(
            calls.end_without_case, actor=hotline_supervisor, ending="dropped", call_id=call.pk
        )


def test_a_call_ends_once(vault: Vault, hotline_operator: Any) -> None:
    call = scenes.talking(hotline_operator)
    given = {"actor": hotline_operator, "call_id": call.pk}
    row = acts.run(calls.end_without_case, ending="inspection", **given).value
    assert (row.outcome, row.office_zh) == ("elsewhere", "纪检监察机关12388")
    with pytest.raises(Conflict):
        acts.run(calls.end_without_case, ending="dropped", **given)
