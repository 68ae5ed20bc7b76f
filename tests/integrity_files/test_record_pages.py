"""The desk of records: the credit office, the body, the public page."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from credit_portal.common.templatetags import _breaches
from integrity_files import codes, codes_records, services
from integrity_files.models import Record
from tests.integrity_files import record_scenes as scene

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


def press(client: Client, row: Record, name: str, **given: Any) -> Any:
    """Press an act."""
    return client.post(reverse("records:act", args=[row.pk, name]), given)


def page(client: Client, row: Record) -> str:
    """The page of a record."""
    return client.get(reverse("records:record", args=[row.pk])).content.decode()


def test_from_the_lead_to_the_decision(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    lead = scene.true_lead(credit_officer, bureau)
    office, body, second = browser(credit_officer), browser(officer), browser(credit_reviewer)
    order = reverse("records:order", args=[lead.pk])
    assert order in office.get(reverse("leads:lead", args=[lead.pk])).content.decode()
    assert office.post(order, {"order": ""}).status_code == 422
    office.post(order, {"order": "三十日内付清工程款。"})
    row = Record.objects.get()
    assert press(office, row, "notice", **{**scene.NOTICE, "reasons_zh": ""}).status_code == 422
    press(office, row, "notice", **scene.NOTICE)
    assert "1,200,000.50" in page(body, row)
    press(body, row, "draft", text="草稿。")
    assert "草稿。" in page(body, row) and "草稿。" not in page(office, row)
    press(body, row, "state", text="资金已列入预算。", short="分期支付。", file=scene.paper(77))
    assert "资金已列入预算。" in page(office, row)
    press(office, row, "consider", considered="不影响付款义务。")
    form = office.get(reverse("records:act", args=[row.pk, "propose"])).content.decode()
    assert "（2025）示例01民终123号" in form  # from the lead
    weighed = {key: str(value) for key, value in scene.WEIGHED.items()}
    late = press(office, row, "propose", **{**weighed, "paper_date": "2026-03-03"})
    assert late.status_code == 422 and "自2026年3月3日起" in late.content.decode()
    press(office, row, "propose", **weighed, file=scene.paper(33), evidence_loss="已付三成。")
    assert "经责令仍未支付" not in page(body, row) and "经责令仍未支付" in page(second, row)
    press(second, row, "decide")
    row = Record.objects.get()
    assert (row.state, row.leniencies.get().reason) == ("decided", "loss")
    assert "作出失信认定" in page(body, row)


def test_the_list_keeps_what_is_asked(
    credit_officer: Any, officer: Any, stranger: Any, bureau: Any
) -> None:
    row = scene.noticed(credit_officer, bureau)
    url = reverse("records:index")
    for query, found in (
        ("?state=noticed&category=B02", True), ("?domain=procurement&q=道路", True),
        ("?state=decided", False), ("?severity=minor", False),
    ):  # fmt: skip
        text = browser(credit_officer).get(url + query).content.decode()
        assert (row.title_zh in text) is found
    assert row.title_zh in browser(officer).get(url).content.decode()
    assert row.title_zh not in browser(stranger).get(url).content.decode()


def test_files_are_opened_and_rows_are_found_by_whom_they_are_for(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.proposed(credit_officer, officer, bureau)
    url = reverse("records:file", args=[row.pk, row.paper_file_id])
    body, second = browser(officer), browser(credit_reviewer)

    def finds(who: Client) -> list[bool]:
        """By the severity, and by the number of the document."""
        asked = ({"severity": "general"}, {"q": "示例01民终123"})
        pages = [who.get(reverse("records:index"), one).content.decode() for one in asked]
        return [row.title_zh in one for one in pages]

    assert body.get(url).status_code == 404
    assert second.get(url).status_code in (200, 409)
    assert (finds(body), finds(second)) == ([False, False], [True, True])
    scene.act(services.decide_determination, credit_reviewer, row)
    assert body.get(url).status_code in (200, 409)
    assert finds(body) == [True, True]


def test_the_public_page_tells_the_story(
    credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any
) -> None:
    row = scene.displayed(credit_officer, credit_reviewer, officer, bureau)
    text = Client().get(reverse("portal:record", args=[row.ref])).content.decode()
    told = (
        "民事判决书", "（2025）示例01民终123号", "资金已列入预算。", "拖欠工程款",
        "2029年1月20日", "自2026年4月21日起", "负责人更替", "经两人作出认定",
    )  # fmt: skip
    for words in told:
        assert words in text, words
    for words in ("核实专员", "示例路桥", "经责令仍未支付"):
        assert words not in text
    for query in ("?kind=breach", "?category=B02", "?sector=procurement", "?q=示例01民终123号"):
        assert row.ref in Client().get("/records/" + query).content.decode(), query


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (_breaches.SEVERITIES, codes.Severity),
        (_breaches.CATEGORIES, codes.BreachCategory),
        (_breaches.EXCUSES, codes.Excuse),
        (_breaches.PAPERS, codes.Source),
        (_breaches.DOMAINS, codes_records.Domain),
        (_breaches.PARTIES, codes_records.Counterparty),
        (_breaches.LENIENCIES, codes_records.Leniency),
    ],
)
def test_names_of_codes_are_the_same_everywhere(here: Any, there: Any) -> None:
    assert {code: str(name) for code, name in here.items()} == {
        code: str(name) for code, name in there.choices
    }
