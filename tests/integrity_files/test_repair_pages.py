"""The desk of credit repair, and its public pages."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from credit_portal.notices.models import Notice
from integrity_files.models import Repair
from tests.integrity_files import record_scenes
from tests.integrity_files import repair_scenes as scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def browser(user: Any) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, row: Repair, name: str, **given: Any) -> Any:
    """Press an act."""
    return client.post(reverse("repair_desk:act", args=[row.pk, name]), given)


def page(client: Client, row: Repair) -> str:
    """The page of an application."""
    return client.get(reverse("repair_desk:repair", args=[row.pk])).content.decode()


def handed_in(body: Client, record: Any, own: str) -> None:
    """Self-correction and training have their own way in, before the day of repair too."""
    alone = reverse("repair_desk:self", args=[record.pk])
    assert alone in own and "自2026年4月21日起" in body.get(alone).content.decode()
    assert body.post(alone, {"correction": " "}).status_code == 422
    body.post(alone, {"training": "全员诚信培训。", "proof": record_scenes.paper(45)})


def test_from_the_record_to_the_decision(
    credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any, bureau: Any,
    travel: Any,
) -> None:  # fmt: skip
    record = record_scenes.displayed(credit_officer, credit_reviewer, officer, bureau)
    body = browser(officer)
    told = Notice.objects.filter(template="record_decided", recipient=officer).first()
    assert told is not None and told.context["repair_on"] == "2026-04-21"
    url = reverse("repair_desk:apply", args=[record.pk])
    own = body.get(reverse("records:record", args=[record.pk])).content.decode()
    assert url in own and "自2026年4月21日起" in own
    early = body.get(url).content.decode()
    assert "自2026年4月21日起" in early and 'name="keep"' not in early
    handed_in(body, record, own)
    travel.move_to("2026-04-21 09:00:00+08:00")
    body, office, second = browser(officer), browser(credit_officer), browser(second_reviewer)
    body.post(url, {"done": "草稿。", "training": "全员诚信培训。", "keep": "1"})
    assert "草稿。" in body.get(url).content.decode()
    assert body.post(url, {"done": scene.DONE, "file": "1"}).status_code == 422
    assert "全员诚信培训。" in body.get(url).content.decode()
    given = {
        "done": scene.DONE,
        "training": "全员诚信培训。",
        "pledged": "on",
        "upload": record_scenes.paper(44),
    }
    filed = body.post(url, {**given, "file": "1"}, follow=True).content.decode()
    assert "查询码" in filed and "凭查询码" in filed
    row = Repair.objects.get()
    assert scene.DONE in page(office, row) and row.short in filed
    assert press(office, row, "ask", asked="").status_code == 422
    press(office, row, "accept")
    press(office, row, "propose", outcome="grant", finding="条件均已具备。")
    assert "条件均已具备" not in page(body, row) and "条件均已具备" in page(second, row)
    press(second, row, "decide")
    row.refresh_from_db()
    assert row.state == "decided" and row.code in page(body, row)
    made = body.get(reverse("repair_desk:certificate", args=[row.pk]))
    assert made["Content-Type"] == "application/pdf"


def test_the_list_shows_what_is_due_first(
    credit_officer: Any, credit_reviewer: Any, officer: Any, stranger: Any, bureau: Any, travel: Any
) -> None:
    first = record_scenes.decided(credit_officer, credit_reviewer, officer, bureau)
    travel.move_to("2026-04-21 09:00:00+08:00")
    row = scene.accepted(officer, credit_officer, first)
    url = reverse("repair_desk:index")
    assert str(row.pk) in browser(credit_officer).get(url + "?state=accepted").content.decode()
    assert str(row.pk) in browser(officer).get(url).content.decode()
    assert str(row.pk) not in browser(stranger).get(url).content.decode()
    assert str(row.pk) not in browser(credit_officer).get(url + "?state=draft").content.decode()
    text = Client().get("/repairs/").content.decode()
    assert "信用修复" in text and "不收取任何费用" in text
