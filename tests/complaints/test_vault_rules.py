"""When the vault opens something: by the rows, with its own role, and in the trail before."""

import json
import os
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction

from complaints import sealing, vault_client
from complaints.models import Call, CallBack, Case, SealedOriginal, UnsealRequest
from complaints.services import intake
from complaints.vault.rules import call_back_refused, unsealing_refused
from complaints.vault.wiring import SENTENCES
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.errors import NotAllowed

IDENTITY = {"name": "王小明", "mobile": "139 1234 5678"}
FACTS: dict[str, Any] = {
    "purpose": "report", "category": "B01", "title_zh": "承诺未兑现", "facts_zh": "说好的没有办。",
}  # fmt: skip


def case_of(operator: Any) -> Case:
    """A case with a sealed identity and a number to call back."""
    with transaction.atomic():
        return intake.begin(
            actor=operator, channel="phone", facts=FACTS, identity=IDENTITY, operator=operator,
            may_call=True,
        )  # fmt: skip


def request_of(case: Case, asker: Any, confirmer: Any, **more: Any) -> UnsealRequest:
    """A request that the second person has confirmed just now."""
    now = clock.now()
    given = {
        "asker_unit": asker.organisation, "reason_zh": "须核实", "asked_at": now,
        "confirmer": confirmer, "confirmer_unit": confirmer.organisation, "state": "confirmed",
        "decided_at": now, "expires_at": now + timedelta(minutes=30),
    }  # fmt: skip
    return UnsealRequest.objects.create(case=case, asker=asker, **{**given, **more})


def good_row(**more: Any) -> dict[str, Any]:
    """What the database says of a request that may be carried out."""
    at = clock.now()
    row: dict[str, Any] = {name: uuid4() for name in ("asker_id", "confirmer_id")}
    for name, path in (("asker", "/a/b/"), ("confirmer", "/a/c/")):
        row |= {f"{name}_{when}": path for when in ("unit", "now")}
        row |= {f"{name}_{when}_kind": "department" for when in ("unit", "now")}
    row |= {"asker_active": True, "confirmer_active": True, "state": "confirmed"}
    row["same_person"] = False
    return row | {"decided_at": at, "expires_at": at + timedelta(hours=9)} | more


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, ""),
        ({"state": "asked"}, "not_confirmed"),
        ({"state": "ended"}, "not_confirmed"),
        ({"confirmer_id": None}, "not_confirmed"),
        ({"decided_at": None}, "not_confirmed"),
        ({"expires_at": None}, "not_confirmed"),
        ({"confirmer_unit": "asker_unit"}, "same_unit"),
        ({"confirmer_unit": "/a/b/c/"}, "same_unit"),
        ({"asker_now": "/a/c/d/"}, "same_unit"),
        ({"asker_unit": "/a/", "asker_unit_kind": "government"}, ""),
        ({"confirmer_unit": None}, "same_unit"),
        ({"asker_unit": None}, "same_unit"),
        ({"confirmer_now": "asker_now"}, "same_unit"),
        ({"asker_now": None}, "same_unit"),
        ({"confirmer_id": "asker_id"}, "own_confirmation"),
        ({"same_person": True}, "own_confirmation"),
        ({"asker_active": False}, "not_active"),
        ({"confirmer_active": None}, "not_active"),
    ],
)
def test_each_half_of_the_rule_is_asked(db: None, more: dict[str, Any], code: str) -> None:
    row = good_row()
    row |= {name: row.get(str(value), value) for name, value in more.items()}
    row |= {name: None for name, value in more.items() if value is None}
    assert unsealing_refused(row, row["asker_id"], clock.now()) == code


def test_an_unsealing_has_its_time_and_its_asker(db: None, settings: Any) -> None:
    row = good_row()
    asker, decided = row["asker_id"], row["decided_at"]
    last = decided + timedelta(minutes=settings.UNSEAL_MINUTES)
    moments = [decided - timedelta(seconds=1), decided, last - timedelta(seconds=1), last]
    found = [unsealing_refused(row, asker, moment) for moment in moments]
    assert found == ["expired", "", "", "expired"]
    shorter = row | {"expires_at": decided + timedelta(seconds=5)}
    assert unsealing_refused(shorter, asker, decided + timedelta(seconds=5)) == "expired"
    assert unsealing_refused(row, row["confirmer_id"], decided) == "not_yours"
    assert unsealing_refused(row, uuid4(), decided) == "not_yours"
    assert unsealing_refused(None, asker, decided) == "not_found"


def test_a_number_is_opened_for_a_call_back_that_is_due() -> None:
    user, today = uuid4(), date(2026, 11, 29)
    row = {
        "taker_id": user, "taker_active": True, "state": "open", "due_on": today, "sealed": b"x",
    }  # fmt: skip
    assert call_back_refused(row, user, today) == ""
    assert call_back_refused(None, user, today) == "not_found"
    assert call_back_refused(row, uuid4(), today) == "not_yours"
    assert call_back_refused(row | {"taker_active": False}, user, today) == "not_yours"
    assert call_back_refused(row | {"state": "done"}, user, today) == "ended"
    assert call_back_refused(row, user, today - timedelta(days=1)) == "not_due"
    assert call_back_refused(row | {"sealed": None}, user, today) == "no_consent"


def trail() -> list[tuple[str, str, str]]:
    rows = AuditEvent.objects.filter(verb__in=SENTENCES).order_by("at", "id")
    return [(row.verb, row.actor_id, row.data.get("code", "")) for row in rows]


@pytest.mark.committed
def test_what_is_opened_is_in_the_trail_and_read_by_its_own_role(
    vault: Any, hotline_operator: Any, hotline_supervisor: Any, inspector: Any
) -> None:
    case, asker = case_of(hotline_operator), hotline_supervisor
    request = request_of(case, asker, inspector)
    found = json.loads(vault_client.open_identity(request.pk, asker.pk).reveal())
    assert found == {"mobile": "139 1234 5678", "name": "王小明"}
    with pytest.raises(NotAllowed):
        vault_client.open_identity(request.pk, inspector.pk)
    UnsealRequest.objects.filter(pk=request.pk).update(state="ended")
    with pytest.raises(NotAllowed):
        vault_client.open_identity(request.pk, asker.pk)
    with pytest.raises(NotAllowed):
        vault_client.open_identity(uuid4(), asker.pk)
    assert trail() == [
        ("complaints.identity_opened", str(asker.pk), ""),
        ("complaints.identity_refused", str(inspector.pk), "not_yours"),
        ("complaints.identity_refused", str(asker.pk), "not_confirmed"),
    ]
    titles = AuditEvent.objects.filter(verb__in=SENTENCES, actor_id=str(asker.pk))
    assert set(titles.values_list("actor_title", flat=True)) == {asker.title}


@pytest.mark.committed
def test_nothing_is_opened_that_the_trail_does_not_take(
    vault: Any, hotline_operator: Any, hotline_supervisor: Any, inspector: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    request = request_of(case_of(hotline_operator), hotline_supervisor, inspector)
    with connections["owner"].cursor() as cursor:
        cursor.execute("revoke insert on audit_auditevent from portal_vault")
    with pytest.raises(vault_client.VaultAway):
        vault_client.open_identity(request.pk, hotline_supervisor.pk)
    assert trail() == []


@pytest.mark.committed
def test_the_role_of_the_vault_may_do_nothing_else(vault: Any, hotline_operator: Any) -> None:
    case_of(hotline_operator)
    forbidden = [
        "select facts_zh from complaints_case", "select reason_zh from complaints_unsealrequest",
        "select verb from audit_auditevent", "delete from complaints_identity",
        "update complaints_unsealrequest set state = 'confirmed'",
        "insert into complaints_unsealrequest (id) values (gen_random_uuid())",
        "update complaints_identity set case_id = gen_random_uuid()",
        "select password from accounts_user", "update complaints_contact set bucket = 1",
        "update audit_auditevent set verb = 'x'", "truncate complaints_identity",
    ]  # fmt: skip
    for statement in forbidden:
        with connections["vault"].cursor() as cursor, pytest.raises(DatabaseError, match="denied"):
            cursor.execute(statement)


def test_a_number_to_call_back_and_a_live_call(vault: Any, hotline_operator: Any) -> None:
    case, user = case_of(hotline_operator), hotline_operator
    back = CallBack.objects.create(case=case, kind="satisfaction", taker=user, due_on=clock.today())
    assert vault_client.open_contact(back.pk, user.pk).reveal() == "13912345678"
    assert trail() == [("complaints.contact_opened", str(user.pk), "")]
    call = Call.objects.create(switch_id="7", operator=user, rang_at=clock.now())
    vault_client.call_started(call.pk, "+8613912345678", case.contact.bucket)
    with pytest.raises(NotAllowed):
        vault_client.call_number(call.pk, user.pk)
    Call.objects.filter(pk=call.pk).update(answered_at=clock.now())
    assert vault_client.call_number(call.pk, user.pk).reveal() == "+8613912345678"
    place = sealing.aad("complaints_contact", "sealed", case.pk)
    candidates = [(bytes(case.contact.sealed), place)]
    assert vault_client.call_bucket(call.pk, user.pk) == case.contact.bucket
    assert vault_client.same_caller(call.pk, user.pk, candidates) == [0]
    Call.objects.filter(pk=call.pk).update(ended_at=clock.now(), outcome="case")
    with pytest.raises(NotAllowed):
        vault_client.same_caller(call.pk, user.pk, candidates)


def test_an_original_is_opened_with_its_case_only(
    vault: Any, hotline_operator: Any, hotline_supervisor: Any, inspector: Any
) -> None:
    one, other = case_of(hotline_operator), case_of(hotline_operator)
    asker = hotline_supervisor
    request = request_of(one, asker, inspector)
    for case, opens in ((one, True), (other, False)):
        row = SealedOriginal.objects.create(
            case=case, storage_name=uuid4().hex, made_on=clock.today()
        )
        place = sealing.aad("complaints_sealedoriginal", "file", row.pk)
        own = os.urandom(32)
        head = sealing.seal(own, place)
        if opens:
            assert vault_client.open_original(request.pk, asker.pk, row.pk, head) == own
        else:
            with pytest.raises(NotAllowed) as refusal:
                vault_client.open_original(request.pk, asker.pk, row.pk, head)
            assert refusal.value.code == "vault_nothing_kept"
    assert [verb for verb, _actor, _code in trail()] == [
        "complaints.original_opened", "complaints.original_refused",
    ]  # fmt: skip
