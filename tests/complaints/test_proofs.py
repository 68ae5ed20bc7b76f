"""Proof that a report was received: by day, by receipt, offline, and against whoever denies it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.models import IntakeDay, IntakeProof
from complaints.services import proofs
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.ledger import leaf, receipt, receipt_keys
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger.models import LedgerEntry
from tests.complaints import web_scenes as scenes
from tests.complaints.web_scenes import Visitor

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("vault_keys", "credit_office", "easy_work")
]  # fmt: skip


def salt(code: str) -> bytes:
    """The salt of a receipt."""
    return receipt.salt_of(code.replace("-", ""))


def tomorrow(days: int = 1) -> None:
    """Days pass."""
    clock.advance_to(clock.now() + timedelta(days=days))


def test_a_receipt_is_signed_at_once_and_placed_when_its_day_is_over() -> None:
    row, code = scenes.filed(uploads=[scenes.paper()])
    found, day = proofs.receipt_of(row, salt(code)), clock.today()
    assert found.place is None and receipt.opened(found, receipt_keys.verifier())[0] == day
    assert proofs.anchor_days() == 1, "yesterday was empty"
    tomorrow()
    assert proofs.anchor_days() == 1 and proofs.anchor_days() == 0
    found = proofs.receipt_of(row, salt(code))
    assert found.place is not None and found.place.size == proofs.FILLED
    receipt.check_day(found.place, *receipt.opened(found, receipt_keys.verifier()))


def test_what_is_kept_leads_to_no_report() -> None:
    row, code = scenes.filed()
    kept = IntakeProof.objects.get()
    assert set(IntakeProof.objects.values()[0]) == {"commitment", "day"}
    content = proofs.content_of(row)
    digest = bytes(row.receipt_digest or b"")
    assert bytes(kept.commitment) == receipt.commitment(salt(code), digest, content)
    with pytest.raises(NotFound):
        proofs.receipt_of(row, bytes(32))


def test_missed_and_empty_days_are_caught_up_in_order() -> None:
    scenes.filed()
    first = clock.today()
    tomorrow(4)
    assert proofs.anchor_days() == 4
    days = [first + timedelta(days=n) for n in range(4)]
    assert list(IntakeDay.objects.values_list("day", flat=True)) == days
    entries = [leaf.parse_system(bytes(one.entry)) for one in LedgerEntry.objects.order_by("idx")]
    told = [one["day"] for one in entries if one["act"] == "day"]
    assert told == [day.isoformat() for day in days]
    kept = IntakeProof.objects.filter(day=days[1]).values_list("commitment", flat=True)
    empty = bytes(IntakeDay.objects.get(day=days[1]).root)
    assert empty == receipt.day_root([bytes(one) for one in kept])


def test_the_size_of_a_day_tells_nobody_how_many_reports_there_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proofs, "FILLED", 4)
    today = clock.today()
    IntakeProof.objects.bulk_create(
        IntakeProof(commitment=bytes([n]) * 32, day=today) for n in range(5)
    )
    tomorrow(2)
    proofs.anchor_days()
    sizes = [IntakeProof.objects.filter(day=today + timedelta(days=n)).count() for n in range(2)]
    assert sizes == [8, 4], "five reports, and none"


def test_a_report_after_its_day_was_closed_counts_for_the_next() -> None:
    IntakeDay.objects.create(day=clock.today(), root=receipt.day_root([]))
    scenes.filed()
    assert IntakeProof.objects.get().day == clock.today() + timedelta(days=1)


def test_the_proof_is_fetched_by_receipt_and_holds_on_the_verify_page() -> None:
    row, code = scenes.filed()
    tomorrow()
    proofs.anchor_days()
    visitor = Visitor()
    visitor.post(scenes.TRACK, code=code)
    answer = visitor.client.post("/complaints/proof/", {"entry": visitor.hidden["entry"]})
    text = answer.content.decode()
    assert "no-store" in answer["Cache-Control"] and code not in text
    assert row.facts_zh not in text and row.number not in text
    page = Client().post("/verify/", {"text": text}).content.decode()
    assert "verdict good" in page and "收到" in page
    changed = json.loads(text)
    changed["salt"] = changed["content_digest"]
    page = Client().post("/verify/", {"text": json.dumps(changed)}).content.decode()
    assert "verdict bad" in page
    changed = json.loads(text)
    changed["place"]["size"] += 1
    page = Client().post("/verify/", {"text": json.dumps(changed)}).content.decode()
    assert "verdict bad" in page


def test_a_proof_of_today_is_said_to_wait_for_the_log() -> None:
    row, code = scenes.filed()
    text = proofs.receipt_of(row, salt(code)).text()
    assert "verdict warn" in Client().post("/verify/", {"text": text}).content.decode()


def test_nobody_gets_a_proof_without_the_receipt() -> None:
    scenes.filed()
    assert Client().post("/complaints/proof/", {"entry": "x"}).status_code == 422
    assert ledger.verifier_line() and receipt_keys.verifier().name.endswith("/intake")


def test_a_look_that_finds_no_day_to_close_keeps_nobody_waiting() -> None:
    tomorrow()
    proofs.anchor_days()
    with CaptureQueriesContext(connection) as asked:
        assert proofs.anchor_days() == 0
    assert not any("advisory" in one["sql"] for one in asked.captured_queries)
