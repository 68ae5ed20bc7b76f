"""From filing to the public page, and from the passed date to the confirmed outcome."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from credit_portal.common import clock
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

TITLE = "老旧小区供暖管网改造于采暖期前完工"
TEXTS = {
    "title_zh": TITLE,
    "title_en": "Heating pipes of old estates renewed before the season",
    "matter_zh": "采暖期开始前完成12个老旧小区二次供暖管网改造。",
    "measure_zh": "竣工验收合格的小区数；验收文书公开。",
    "beneficiaries_zh": "12个小区9870户居民",
    "legal_basis_zh": "示例市民生实事清单〔2026〕第4项",
    "authority_zh": "本局主管供暖设施改造",
    "evidence_required_zh": "竣工验收报告",
}
FINDINGS = "12个小区中9个完工，3个延至次年。"


def file_promise(page: Page, portal: Portal) -> None:
    """The official types a draft and hands it in."""
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, "/staff/commitments/new/")
    for name, text in TEXTS.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_sector").select_option("housing")
    due = clock.today() + timedelta(days=10)
    page.locator("#id_due_on").fill(due.isoformat())
    page.locator("form.filing button.main").click()
    page.wait_for_url("**/staff/commitments/*-*/")
    steps.press(page, "submit")


def approve(page: Page, portal: Portal) -> None:
    """A colleague sees the public preview and approves."""
    steps.sign_in(page, portal, "approver")
    steps.open_work(page, portal, TITLE)
    assert TITLE in page.locator(".preview").inner_text()
    steps.open_act(page, "approve")
    steps.press(page, "approve")


def judge(page: Page, portal: Portal) -> None:
    """An officer of the credit office says broken, a second person confirms."""
    steps.sign_in(page, portal, "credit_officer")
    steps.open_work(page, portal, TITLE)
    steps.open_act(page, "propose")
    page.locator("input[name=outcome][value=broken]").check()
    page.locator("[name=findings_zh]").fill(FINDINGS)
    steps.press(page, "propose")
    steps.sign_in(page, portal, "credit_reviewer")
    steps.open_work(page, portal, TITLE)
    assert FINDINGS in page.locator("main").inner_text()
    steps.open_act(page, "confirm")
    steps.press(page, "confirm")


def check_everywhere(page: Page, portal: Portal, bureau: Any) -> None:
    """Record page, body page, feed and API all say so."""
    rows = json.loads(portal.get("/api/v1/records/?outcome=broken")[1])["results"]
    assert [row["title_zh"] for row in rows] == [TITLE]
    ref = rows[0]["ref"]
    record = json.loads(portal.get(f"/api/v1/records/{ref}/")[1])
    assert record["document"]["outcome"] == "broken"
    assert (
        FINDINGS in portal.get("/feeds/records.atom")[1]
        or "未履行" in portal.get("/feeds/records.atom")[1]
    )
    steps.visit(page, portal, f"/records/{ref}/")
    shown = page.locator("main").inner_text()
    assert FINDINGS in shown
    assert "未履行" in shown.replace("\n", "")
    steps.visit(page, portal, f"/organisations/{bureau.slug}/")
    assert "未履行" in page.locator("main").inner_text().replace("\n", "")
    address = f"/api/v1/records/{ref}/proof/"
    wait_for("the signer has signed", lambda: portal.get(address)[0] == 200)
    proof = json.loads(portal.get(address)[1])
    assert proof["checkpoint"].startswith("localhost/credit-portal\n")


def test_a_promise_from_filing_to_broken(
    page: Page, portal: Portal, bodies: dict[str, Any]
) -> None:
    file_promise(page, portal)
    approve(page, portal)
    assert steps.find_record(portal, "供暖", TITLE) < 5
    steps.move_clock(page, portal, clock.today() + timedelta(days=40))
    judge(page, portal)
    wait_for(
        "the outcome is public", lambda: TITLE in portal.get("/api/v1/records/?outcome=broken")[1]
    )
    check_everywhere(page, portal, bodies["bureau"])


def test_it_is_published_and_verified_without_any_wake_up(
    page: Page, sleepy_portal: Portal
) -> None:
    file_promise(page, sleepy_portal)
    approve(page, sleepy_portal)
    steps.find_record(sleepy_portal, "供暖", TITLE)
    steps.move_clock(page, sleepy_portal, clock.today() + timedelta(days=40))
    steps.sign_in(page, sleepy_portal, "credit_officer")
    steps.open_work(page, sleepy_portal, TITLE)
