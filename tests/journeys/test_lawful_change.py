"""An official proposes a lawful change, the superior body approves, the public keeps both texts."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from credit_portal.accounts.models import User
from credit_portal.common import clock
from tests import factories
from tests.files import samples
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for
from tests.journeys.test_one_off import TITLE, approve, file_promise

pytestmark = [pytest.mark.committed, pytest.mark.browser]

NEW_TITLE = "老旧小区供暖管网改造按新标准完工"
CASE = {
    "authority_zh": "示例市人民政府",
    "reasons_zh": "国家修订了供暖管网设计标准。",
    "document_title": "关于调整供暖改造计划的决定",
    "document_number": "示政发〔2026〕12号",
    "document_issuer": "示例市人民政府",
    "compensation_zh": "居民利益未减损，无需补偿。",
}


@pytest.fixture(autouse=True)
def superior(bodies: dict[str, Any]) -> None:
    """Approves for the city, the second approver on the sign-in page."""
    person = factories.user(
        username="zz-superior", role="approver", organisation=bodies["city"], title="秘书长"
    )
    User.objects.filter(pk=person.pk).update(is_demo=True)


def propose(page: Page, portal: Portal) -> None:
    """The official begins the case, writes the new text, states the ground, lays it before the
    superior body."""
    steps.sign_in(page, portal, "filer")
    ref = json.loads(portal.get("/api/v1/records/")[1])["results"][0]["ref"]
    page.goto(f"{portal.url}/staff/commitments/?q={ref}")
    page.get_by_role("link", name=TITLE).first.click()
    steps.open_act(page, "propose_change")
    steps.press(page, "propose_change")
    page.locator("a.act", has_text="编辑新文").click()
    page.locator("#id_title_zh").fill(NEW_TITLE)
    page.locator("#id_due_on").fill((clock.today() + timedelta(days=90)).isoformat())
    page.locator("form.filing button.main").click()
    page.get_by_role("link", name="查看申请").click()
    page.locator("a.act", has_text="编辑申请").click()
    steps.check_accessible(page)
    fill_case(page)
    steps.press(page, "submit")
    assert "待上级单位决定" in page.locator("main").inner_text()


def fill_case(page: Page) -> None:
    """Ground, document, procedure, compensation."""
    page.locator("#id_ground").select_option("national_policy")
    for name, text in CASE.items():
        page.locator(f"#id_{name}").fill(text)
    today = clock.today().isoformat()
    for name in ("document_on", "legality_review_on", "collective_decision_on"):
        page.locator(f"#id_{name}").fill(today)
    page.locator("#id_compensation").select_option("none")
    page.locator("#id_document").set_input_files(
        {"name": "决定.jpg", "mimeType": "image/jpeg", "buffer": samples.picture()}
    )
    page.locator("form.filing button.main").click()
    page.wait_for_load_state()


def decide(page: Page, portal: Portal) -> None:
    """The superior body sees both texts side by side and approves exactly the preview."""
    steps.sign_in(page, portal, "approver", 1)
    steps.open_work(page, portal, TITLE)
    shown = page.locator("main").inner_text()
    assert NEW_TITLE in shown
    assert TITLE in shown
    steps.open_act(page, "approve")
    steps.press(page, "approve")


def test_a_lawful_change_keeps_the_old_text_public(page: Page, portal: Portal) -> None:
    file_promise(page, portal)
    approve(page, portal)
    steps.find_record(portal, "供暖", TITLE)
    propose(page, portal)
    decide(page, portal)
    steps.find_record(portal, "新标准", NEW_TITLE)
    old = json.loads(portal.get("/api/v1/records/?outcome=changed_lawfully")[1])["results"][0]
    document = f"/api/v1/records/{old['ref']}/"
    wait_for(
        "the old record names the new one",
        lambda: json.loads(portal.get(document)[1])["document"]["replaced_by"]["ref"],
    )
    new = json.loads(portal.get(document)[1])["document"]["replaced_by"]["ref"]
    for ref in (old["ref"], new):
        steps.visit(page, portal, f"/records/{ref}/")
        shown = page.locator("main").inner_text()
        assert TITLE in shown
        assert NEW_TITLE in shown
        assert "示政发〔2026〕12号" in shown
