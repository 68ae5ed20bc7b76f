"""The desk of leads: list, case, acts, a new one with its document."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from credit_portal.audit.models import AuditEvent
from integrity_files.models import Lead
from tests.commitments import scenes
from tests.integrity_files import lead_scenes as scene

pytestmark = pytest.mark.django_db


def browser(user: Any) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, row: Lead, name: str, **given: str) -> Any:
    """Press an act."""
    return client.post(reverse("leads:act", args=[row.pk, name]), given)


def test_it_is_entered_with_its_document(credit_officer: Any, bureau: Any) -> None:
    client = browser(credit_officer)
    page = client.get(reverse("leads:new")).content.decode()
    assert bureau.name_zh in page
    facts = {name: str(value) for name, value in scene.FACTS.items()}
    given = {**facts, "organisation": str(bureau.pk), "file": scenes.picture("判决书.png")}
    answer = client.post(reverse("leads:new"), given)
    row = Lead.objects.get()
    assert answer["Location"] == reverse("leads:lead", args=[row.pk])
    assert client.get(reverse("leads:paper", args=[row.pk])).status_code in (200, 409)
    assert AuditEvent.objects.filter(verb="integrity_files.lead_paper_seen").exists()
    assert row.title_zh in client.get(reverse("leads:index") + "?origin=document").content.decode()
    empty = client.get(reverse("leads:index") + "?state=true").content.decode()
    assert "没有线索" in empty


def test_a_bad_entry_stays_filled_in(credit_officer: Any, bureau: Any) -> None:
    facts = {name: str(value) for name, value in scene.FACTS.items()}
    given = {**facts, "organisation": str(bureau.pk), "paper_number": ""}
    answer = browser(credit_officer).post(reverse("leads:new"), given)
    assert answer.status_code == 422
    assert scene.FACTS["title_zh"] in answer.content.decode()
    assert not Lead.objects.exists()


def test_from_taking_to_closing(credit_officer: Any, credit_reviewer: Any, bureau: Any) -> None:
    row = scene.opened(credit_officer, bureau)
    officer, reviewer = browser(credit_officer), browser(credit_reviewer)
    press(officer, row, "take")
    refused = press(officer, row, "doubt", finding="")
    assert refused.status_code == 422
    press(officer, row, "doubt", finding="款项已付清。")
    page = reviewer.get(reverse("leads:lead", args=[row.pk])).content.decode()
    assert "款项已付清。" in page
    press(reviewer, row, "close")
    row.refresh_from_db()
    assert row.state == "untrue"
    assert (
        "确认失信线索不属实并办结"
        in reviewer.get(reverse("leads:lead", args=[row.pk])).content.decode()
    )


def test_a_stale_page_changes_nothing(credit_officer: Any, bureau: Any) -> None:
    row = scene.opened(credit_officer, bureau)
    client = browser(credit_officer)
    press(client, row, "take")
    press(client, row, "find_true", finding="属实，未付。", version="1")
    row.refresh_from_db()
    assert row.state == "assigned"


def test_it_leads_to_what_was_determined(
    officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as travel:
        promise = scenes.registered(officer, approver, post)
        travel.move_to("2026-04-01 09:00:00+08:00")
        scenes.sweep()
        scenes.decide(scenes.live(promise), credit_officer, credit_reviewer, "broken")
    row = Lead.objects.get()
    page = browser(credit_officer).get(reverse("leads:lead", args=[row.pk])).content.decode()
    there = reverse("commitments:task", args=[row.source_id])
    assert f'href="{there}"' in page
    assert browser(credit_officer).get(there).status_code == 200


def test_each_field_of_the_form_says_what_it_is(credit_officer: Any, bureau: Any) -> None:
    page = browser(credit_officer).get(reverse("leads:new")).content.decode()
    assert "事由" in page
    assert "事实经过" in page
    assert "基本信息" not in page
