"""A notice of the credit office: drafted, published by a second person, corrected, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from credit_portal.publishing.models import Article
from tests.journeys import people, steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]
WRONG, RIGHT = "信用修复窗口周六开放（示例）", "信用修复窗口周日开放（示例）"
BODY = "## 办理时间\n周六照常办理，[时限查询](/deadlines/)。"


def draft(page: Page, portal: Portal) -> str:
    """The officer writes and hands in; the address of the article at the desk."""
    steps.sign_in(page, portal, "credit_officer")
    steps.visit(page, portal, "/staff/articles/new/")
    page.locator("#id_section").select_option("notices")
    page.locator("#id_title_zh").fill(WRONG)
    page.locator("#id_body_zh").fill(BODY)
    page.locator(".savebar button.main").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    assert "公众将看到" in page.locator("main").inner_text()
    steps.press(page, "submit")
    return page.url


def correct(page: Page, desk: str) -> None:
    """The officer corrects; the wrong text was about no person and stays readable."""
    page.goto(desk)
    steps.open_act(page, "correct")
    form = page.locator(".acts form[action$='/correct/']")
    form.locator("[name=reason]").fill("开放日写错了。")
    form.locator("[name=erase_previous][value=no]").check()
    steps.press(page, "correct")
    page.locator("#id_title_zh").fill(RIGHT)
    page.locator(".savebar button.main").click()
    page.wait_for_load_state()
    steps.press(page, "submit")


def withdraw(page: Page, desk: str) -> None:
    """The officer proposes the end."""
    page.goto(desk)
    steps.open_act(page, "withdraw")
    form = page.locator(".acts form[action$='/withdraw/']")
    form.locator("[name=removal]").select_option("error")
    form.locator("[name=reason]").fill("窗口并未设立。")
    steps.press(page, "withdraw")


def decide(page: Page, portal: Portal, title: str) -> None:
    """The reviewer finds it in his work, sees it as the public will, and approves."""
    steps.sign_in(page, portal, "credit_reviewer")
    steps.open_work(page, portal, title)
    steps.press(page, "approve")


def check_public(page: Page, portal: Portal, title: str) -> str:
    """At /news/ and on its own page, in both languages; its reference."""
    wait_for(f"{title} among the news", lambda: title in portal.get("/news/")[1])
    page.context.clear_cookies()
    steps.visit(page, portal, "/en/news/")
    steps.visit(page, portal, "/news/")
    page.get_by_role("link", name=title).click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    assert page.locator("h1").inner_text() == title
    return Article.objects.get().ref or ""


def check_gone(page: Page, portal: Portal, ref: str) -> None:
    """The address says that, when and why, and not what."""
    path = f"/records/{ref}/"
    wait_for("the tombstone", lambda: portal.get(path)[0] == 410)
    page.context.clear_cookies()
    page.goto(portal.url + path)
    steps.check_accessible(page)
    text = page.locator("main").inner_text()
    assert "这条记录已停止公开" in text and ref in text
    for shown in (text, portal.get("/news/")[1], portal.get("/search/?q=%E7%AA%97%E5%8F%A3")[1]):
        assert WRONG not in shown and RIGHT not in shown
    steps.visit(page, portal, "/removals/")
    assert ref in page.locator("main").inner_text()


def test_an_article_from_draft_to_tombstone(
    page: Page, portal: Portal, bodies: dict[str, Any]
) -> None:
    people.give_codes(bodies)
    desk = draft(page, portal)
    decide(page, portal, WRONG)
    ref = check_public(page, portal, WRONG)
    steps.sign_in(page, portal, "credit_officer")
    correct(page, desk)
    decide(page, portal, RIGHT)
    assert check_public(page, portal, RIGHT) == ref
    page.get_by_role("link", name="版本对照").click()
    assert page.locator("ins", has_text="日").count()
    steps.check_accessible(page)
    steps.sign_in(page, portal, "credit_officer")
    withdraw(page, desk)
    decide(page, portal, RIGHT)
    check_gone(page, portal, ref)
