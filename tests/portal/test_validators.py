"""What a page shows beside records changes its validator too."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from credit_portal.common import asking, clock
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.services import rename
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger import signer, waking
from credit_portal.ledger.models import LedgerCosignature
from credit_portal.portal import caching
from credit_portal.portal.caching import GROUND
from tests.portal.support import put

pytestmark = pytest.mark.django_db


def test_a_renamed_body_is_seen_at_once(client: Client, bureau: Any) -> None:
    first = client.get("/organisations/")
    again = client.get("/organisations/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    clock.advance_to(clock.now() + timedelta(days=1))
    rename(actor=SYSTEM, organisation=bureau, name_zh="示例市住房局", effective_on=clock.today())
    fresh = client.get("/organisations/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert fresh.status_code == 200
    assert "示例市住房局" in fresh.content.decode()


def test_a_changed_calendar_is_seen_at_once(client: Client, db: None) -> None:
    from credit_portal.workdays.models import CalendarVersion

    address = "/deadlines/?start=2026-12-18&unit=working_day&count=10"
    first = client.get(address)
    assert client.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    row = CalendarVersion.objects.get()
    row.token = "00000000-0000-4000-8000-000000000000"
    row.save()
    assert client.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_signature_and_a_cosignature_are_seen_at_once(
    client: Client, bureau: Any, officer: Any, approver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "wake", lambda: None)
    page = f"/records/{put(bureau, officer, approver).ref}/"
    first = client.get(page)
    assert client.get(page, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert "tlog-proof" not in first.content.decode()
    signer.sign_pending()
    signed = client.get(page, HTTP_IF_NONE_MATCH=first["ETag"])
    assert signed.status_code == 200 and "tlog-proof" in signed.content.decode()
    known = client.get("/ledger/")["ETag"]
    for name in ("one.example", "two.example"):
        LedgerCosignature.objects.using("signer").create(
            size=ledger.head().size, witness=name, line=f"— {name} AAAA\n", at=clock.now()
        )
        fresh = client.get("/ledger/", HTTP_IF_NONE_MATCH=known)
        assert fresh.status_code == 200 and name in fresh.content.decode()
        known = fresh["ETag"]


def test_the_state_is_read_by_indexes(db: None) -> None:
    with connections[asking.PUBLIC].cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {GROUND}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on ledger" not in plan
    assert "Sort" not in plan


def test_names_of_divisions_and_the_foot_are_seen_at_once(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    def tag() -> str:
        caching.release.cache_clear()
        return str(client.get("/records/")["ETag"])

    first = tag()
    assert tag() == first
    names = tmp_path / "credit_portal/directory/data/shenyang_districts.csv"
    names.parent.mkdir(parents=True)
    names.write_text("code,name\n210102,和平区\n", encoding="utf-8")
    settings.BASE_DIR = tmp_path
    before = tag()
    names.write_text("code,name\n210102,和平新区\n", encoding="utf-8")
    second = tag()
    assert before not in (first, second)
    settings.FOOT_CONTACT_ZH = "电话 024-00000000"
    third = tag()
    settings.LEDGER_WITNESSES = []
    settings.SITE_NAME_ZH = "信用示例"
    assert len({first, second, third, tag()}) == 4
    caching.release.cache_clear()
