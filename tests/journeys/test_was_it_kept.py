"""Three visitors say no, the credit office confirms; reopened, two people find it broken."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from credit_portal.common import clock
from credit_portal.workflow import receipts
from tests.commitments import scenes
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

TITLE = "便民服务中心周六照常办理"
FACTS = "连续三个周六去办事，大门紧锁，电话没人接。"
SUMMARY = "多个周六未开门办理。"


def determined(bodies: dict[str, Any]) -> Any:
    """A promise found kept, as it stands in the portal's database."""
    people = bodies["people"]
    row = scenes.registered(
        people["officer"],
        people["approver"],
        bodies["post"],
        title_zh=TITLE,
        due_on=clock.today() + timedelta(days=5),
    )
    scenes.fulfilled(row, people["officer"], clock.today())
    task = scenes.live(row)
    scenes.decide(task, people["verifier"], people["reviewer"], "kept", kept_on=clock.today())
    return row


def say_no(browser: Browser, portal: Portal, ref: str, *, javascript: bool) -> str:
    """A visitor on a phone, without an account; his receipt."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, java_script_enabled=javascript
    )
    page = context.new_page()
    page.goto(f"{portal.url}/records/{ref}/")
    page.get_by_role("link", name="回答，并看看其他人怎么说").click()
    page.get_by_role("link", name="否，没有兑现").click()
    if javascript:
        steps.check_accessible(page)
    page.locator("#id_facts").fill(FACTS)
    page.locator("#id_happened_on").fill(clock.today().isoformat())
    page.locator("main form button.main").click()
    receipt = page.locator("#receipt").inner_text()
    context.close()
    return receipt


def check_all(page: Page, portal: Portal) -> None:
    """An officer finds each of them plausible."""
    steps.sign_in(page, portal, "credit_officer")
    for _one in range(3):
        steps.visit(page, portal, "/staff/commitments/contradictions/")
        page.locator("table a.cover").first.click()
        assert FACTS in page.locator("main").inner_text()
        steps.open_act(page, "confirm")
        page.locator("[name=reason]").first.fill("周六到现场，确未开门。")
        page.locator("[name=summary]").first.fill(SUMMARY)
        steps.press(page, "confirm")


def reopen(page: Page, portal: Portal) -> None:
    """A second person reopens the verification."""
    steps.sign_in(page, portal, "credit_reviewer")
    steps.visit(page, portal, "/staff/commitments/contradictions/")
    page.get_by_role("button", name="启动重新核实").click()
    page.wait_for_url("**/verifications/*/")


def find_broken(page: Page, portal: Portal) -> None:
    """Two people determine anew."""
    steps.sign_in(page, portal, "credit_officer")
    steps.open_work(page, portal, TITLE)
    assert SUMMARY in page.locator("main").inner_text()
    steps.open_act(page, "propose")
    page.locator("input[name=outcome][value=broken]").check()
    page.locator("[name=findings_zh]").fill("三个周六均未开门，原结论不能成立。")
    steps.press(page, "propose")
    steps.sign_in(page, portal, "credit_reviewer")
    steps.open_work(page, portal, TITLE)
    steps.open_act(page, "confirm")
    steps.press(page, "confirm")


def record(portal: Portal, ref: str) -> dict[str, Any]:
    """The public record by API."""
    found: dict[str, Any] = json.loads(portal.get(f"/api/v1/records/{ref}/")[1])["document"]
    return found


def test_three_noes_turn_an_outcome(
    page: Page, browser: Browser, portal: Portal, bodies: dict[str, Any]
) -> None:
    row = determined(bodies)
    steps.find_record(portal, "便民服务", TITLE)
    row.refresh_from_db()
    ref = row.ref
    given = [say_no(browser, portal, ref, javascript=number > 0) for number in range(3)]
    assert receipts.lookup(given[0]).title == TITLE
    steps.sign_in(page, portal, "credit_officer")
    steps.move_clock(page, portal, clock.today() + timedelta(days=9))
    check_all(page, portal)
    reopen(page, portal)
    wait_for("it says so", lambda: (record(portal, ref)["status"] or {}).get("code") == "contested")
    assert record(portal, ref)["outcome"] == "kept"
    find_broken(page, portal)
    wait_for("the new outcome", lambda: record(portal, ref)["outcome"] == "broken")
    steps.visit(page, portal, f"/records/{ref}/")
    shown = page.locator("main").inner_text()
    assert "重新核实确认：未履行" in shown
    assert FACTS not in shown
    steps.visit(page, portal, f"/records/{ref}/was-it-kept/")
    assert "3人次回答未兑现" in page.locator("main").inner_text()
