"""An anonymous report on a phone, answered and reviewed by receipt; then without JavaScript."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from complaints.models import Case
from complaints.services import proofs, reviews
from credit_portal.common import acts, clock
from tests import factories
from tests.complaints import web_scenes as scenes
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]
PHONE: ViewportSize = {"width": 390, "height": 844}
WHY = "月底已过，款项仍未到账。"


def press(page: Page, value: str) -> None:
    """Press a button of the page; axe finds nothing on the next one."""
    page.locator(f"main button[name=go][value={value}]").first.click()
    page.wait_for_load_state()
    steps.check_accessible(page)


def typed(page: Page, body: str) -> None:
    """Page after page up to what was written."""
    page.get_by_label("投诉：公共单位不守承诺").check()
    page.locator("#id_category").select_option("B04")
    press(page, "on")
    page.locator("#id_accused").fill(body)
    press(page, "on")
    press(page, "on")  # nobody in particular
    page.locator("#id_title").fill(scenes.TITLE)
    page.locator("#id_facts").fill(f"{scenes.FACTS} 我的电话是{scenes.MOBILE}。")
    press(page, "on")
    press(page, "on")  # no details
    page.get_by_label("否，我要匿名").check()
    press(page, "on")


def reported(browser: Browser, portal: Portal, body: str) -> tuple[Page, str]:
    """Filed by somebody with a phone; his page and receipt."""
    page = browser.new_context(locale="zh-CN", viewport=PHONE).new_page()
    steps.visit(page, portal, "/complaints/new/")
    typed(page, body)
    assert scenes.MOBILE in page.locator(".notice").inner_text()
    press(page, "mask")
    assert scenes.MOBILE not in page.locator("main").inner_text()
    press(page, "last")
    receipt = page.locator("#receipt").inner_text()
    page.locator("#id_saved").check()
    page.locator("main button[value=send]").click()
    page.get_by_role("heading", name="已收到您的反映").wait_for()
    steps.check_accessible(page)
    assert page.locator("#receipt").inner_text() == receipt
    assert page.context.cookies() == []
    return page, receipt


def by_receipt(page: Page, portal: Portal, receipt: str) -> str:
    """What the page of the case says."""
    steps.visit(page, portal, "/complaints/track/")
    page.locator("#id_code").fill(receipt)
    page.locator("main form button.main").first.click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    return page.locator("main").inner_text()


def test_a_report_is_answered_and_reviewed_by_receipt(
    browser: Browser, portal: Portal, bodies: dict[str, Any]
) -> None:
    bureau, office, people = bodies["bureau"], bodies["office"], bodies["people"]
    supervisor = factories.user(
        username="supervisor", role="hotline_supervisor", organisation=office, title="热线班长",
        granted_on=bodies["city"],
    )  # fmt: skip
    handler = factories.user(
        username="handler", role="case_handler", organisation=bureau, title="承办人"
    )
    page, receipt = reported(browser, portal, bureau.name_zh)
    row = Case.objects.get()
    assert row.accused == bureau and scenes.MOBILE not in row.facts_zh
    scenes.answered(row, supervisor, handler, people["approver"])
    assert "款项已列入本月计划" in by_receipt(page, portal, receipt)
    page.get_by_text("写明理由").click()
    page.locator("#id_review_words").fill(WHY)
    page.locator("button[value=review]").click()
    page.locator(".notice[role=status]").wait_for()
    acts.run(reviews.overturn, actor=people["reviewer"], case_id=row.pk, reason="应当继续办理。")
    assert "经复查予以撤销，重新办理" in by_receipt(page, portal, receipt)
    anchored(page, portal, receipt)
    filed_without_javascript(browser, portal)


def anchored(page: Page, portal: Portal, receipt: str) -> None:
    """Once the day is over its entry stands in the log, and the proof holds on `/verify/`."""
    clock.advance_to(clock.now() + timedelta(days=1))
    proofs.anchor_days()
    by_receipt(page, portal, receipt)
    kept: list[str] = []

    def placed() -> bool:
        with page.expect_download() as done:
            page.locator("form[action$='/proof/'] button").click()
        kept.append(Path(done.value.path()).read_text(encoding="utf-8"))
        return "place" in json.loads(kept[-1])

    wait_for("the signed day", placed)
    steps.visit(page, portal, "/verify/")
    page.locator("#id_text").fill(kept[-1])
    page.locator("main form button.main").click()
    page.locator(".verdict.good").wait_for()
    steps.check_accessible(page)


def filed_without_javascript(browser: Browser, portal: Portal) -> None:
    """The same from a browser without scripts, after the waiting that stands for the work."""
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/complaints/new/")
    page.get_by_label("咨询问题").check()
    page.locator("#id_category").select_option("B99")
    next_page = page.locator("main button[name=go][value=on]")
    next_page.click()
    page.locator("#id_accused").fill("说不清的单位")
    page.locator("#id_unsure").check()
    next_page.click()
    page.locator("#id_title").fill(scenes.TITLE)
    page.locator("#id_facts").fill(scenes.FACTS)
    next_page.click()
    next_page.click()
    page.get_by_label("否，我要匿名").check()
    next_page.click()
    page.locator("main button[value=last]").click()
    clock.advance_to(clock.now() + timedelta(minutes=5))
    page.locator("#id_saved").check()
    page.locator("main button[value=send]").click()
    page.get_by_role("heading", name="已收到您的反映").wait_for()
    assert context.cookies() == []
    assert Case.objects.filter(accused_zh="说不清的单位").count() == 1
    context.close()
