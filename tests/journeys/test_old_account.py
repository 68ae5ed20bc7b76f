"""A firm registers a debt of 2012 without an account; the body contests; the firm sees it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from credit_portal.directory import uscc
from tests.commitments import scenes
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

FIRM, PAPER = "示例管网工程有限公司", "供热管网改造工程合同"
WHY = "该笔尾款已于2013年由原承建平台公司结清。"


def file_debt(page: Page, portal: Portal, papers: Path) -> str:
    """The firm fills the public form in and keeps its receipt."""
    steps.visit(page, portal, "/old-accounts/")
    page.get_by_role("link", name="申报旧账").first.click()
    steps.check_accessible(page)
    page.locator("input[name=by][value=firm]").check()
    texts = {
        "name": FIRM, "code": uscc.fictional(77), "contact": "024-00000000",
        "body": "示例市住房保障局", "paper_title": PAPER, "paper_year": "2012",
        "amount": "1860000", "words": "工程已于2012年验收，尾款186万元至今未付。",
    }  # fmt: skip
    for name, text in texts.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_ill").select_option("agreement_not_performed")
    page.locator("#id_file").set_input_files(papers / "contract.png")
    page.locator("form.filing button.main").click()
    steps.check_accessible(page)
    return page.locator("#receipt").inner_text()


def forward(page: Page, portal: Portal) -> None:
    """Two of the credit office check and forward it."""
    for role, name in (("credit_officer", "check"), ("credit_reviewer", "forward")):
        steps.sign_in(page, portal, role)
        steps.open_work(page, portal, PAPER)
        if name == "forward":
            steps.open_act(page, name)
        steps.press(page, name)


def contest(page: Page, portal: Portal, papers: Path) -> None:
    """One of the body drafts the contest, another signs it."""
    steps.sign_in(page, portal, "filer")
    steps.open_work(page, portal, PAPER)
    steps.open_act(page, "contest")
    form = page.locator(".acts form[action$='/contest/']")
    form.locator("textarea").fill(WHY)
    form.locator("input[type=file]").set_input_files(papers / "contract.png")
    steps.press(page, "contest")
    steps.sign_in(page, portal, "approver")
    steps.open_work(page, portal, PAPER)
    steps.open_act(page, "issue")
    steps.press(page, "issue")


def test_a_debt_of_2012_is_filed_and_contested(
    page: Page, portal: Portal, bodies: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "contract.png").write_bytes(scenes.picture("contract.png").read())
    receipt = file_debt(page, portal, tmp_path)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]", receipt)
    forward(page, portal)
    contest(page, portal, tmp_path)
    page.context.clear_cookies()
    steps.visit(page, portal, "/progress/")
    page.locator("#id_code").fill(receipt)
    page.locator("form.calc button.main").click()
    steps.check_accessible(page)
    assert WHY in page.locator("main").inner_text()
    assert receipt not in page.url
    page.get_by_role("button", name="补充情况或撤回").click()
    steps.check_accessible(page)
    page.locator("#id_words").fill("原承建平台公司已于2012年注销，不可能在2013年付款。")
    page.locator("form button[value=facts]").click()
    steps.check_accessible(page)
    wait_for("the sheet is public", lambda: "SY-O" in portal.get("/old-accounts/")[1])
    register = portal.get("/old-accounts/")[1]
    assert FIRM not in register
    assert PAPER not in register
