"""Every public page: accessible, whole on a phone, usable without JavaScript; both languages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from credit_portal.common import clock
from credit_portal.publishing.selectors import published
from tests.commitments import scenes
from tests.journeys import elements_seen, steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

PAGES = [
    "/",
    "/search/",
    "/search/?q=%E5%85%BB%E8%80%81",
    "/search/?q=zzzz",
    "/records/",
    "/commitments/",
    "/organisations/",
    "/organisations/{slug}/",
    "/records/{ref}/",
    "/records/{standing}/",
    "/records/{ref}/compare/",
    "/boards/",
    "/boards/bodies/",
    "/deadlines/",
    "/ledger/",
    "/about/",
    "/about/privacy/",
    "/deadlines/?start=2026-09-24&unit=working_day&count=5",
    "/about/accessibility/",
    "/deadlines/?start=2026-12-18&unit=working_day&count=10",
    "/about/whom-we-name/",
    "/about/contact/",
    "/help/",
    "/policies/",
]
DESK: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}


def fill(bodies: dict[str, Any]) -> dict[str, str]:
    """A kept promise and a running standard, published."""
    people = bodies["people"]
    post = bodies["post"]
    due = clock.today() + timedelta(days=20)
    one = scenes.registered(people["officer"], people["approver"], post, due_on=due)
    scenes.fulfilled(one, people["officer"], clock.today())
    task = scenes.live(one)
    scenes.decide(task, people["verifier"], people["reviewer"], "kept", kept_on=clock.today())
    starts = date(due.year + 1, 1, 1)
    two = scenes.registered(
        people["officer"], people["approver"], post, **{**scenes.STANDING, "starts_on": starts}
    )
    wait_for(
        "both are public",
        lambda: published().filter(outcome="kept").exists() and published().count() == 2,
    )
    refs = dict(published().values_list("title_zh", "ref"))
    return {
        "ref": refs[one.title_zh],
        "standing": refs[two.title_zh],
        "slug": bodies["bureau"].slug,
    }


@pytest.fixture
def addresses(bodies: dict[str, Any], portal: Portal) -> list[str]:
    """Public addresses of a portal with two records, Chinese and English."""
    names = fill(bodies)
    found = [path.format(**names) for path in PAGES]
    return [*found, *(f"/en{path}" for path in found)]


def check_width(page: Page, width: int = NARROW["width"]) -> None:
    """Nothing scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, (page.url, wide)


def sizes(path: str) -> list[ViewportSize]:
    """Where axe looks at a page: in Chinese on a desk, in English on a phone, in the long run
    both on both. Nothing scrolls sideways in either language."""
    if elements_seen.LONG:
        return [DESK, NARROW]
    return [NARROW if path.startswith("/en/") else DESK]


def test_public_pages_on_a_desk_and_a_phone(
    page: Page, portal: Portal, addresses: list[str]
) -> None:
    problems: list[str] = []
    page.on(
        "console",
        lambda message: (
            problems.append(f"{page.url}: {message.text}") if message.type == "error" else None
        ),
    )
    for path in addresses:
        for size in sizes(path):
            page.set_viewport_size(size)
            steps.visit(page, portal, path)
        page.set_viewport_size(NARROW)
        check_width(page)
    citizens_way(page, portal)
    assert problems == []


def citizens_way(page: Page, portal: Portal) -> None:
    """From the home page to a body, its record, both its versions, a tip, and paper, on a phone."""
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(portal.url + "/")
    page.locator(".hero input[name=q]").fill("住房保障局")
    page.locator(".hero button").click()
    page.locator(".bodies-found a").first.click()
    check_width(page, 360)
    page.get_by_role("link", name="建成三个社区养老服务中心").first.click()
    record = page.url
    page.get_by_role("link", name="版本对照").click()
    assert page.locator("ins", has_text="如期履行").count()
    check_width(page, 360)
    page.goto(record)
    check_width(page, 360)
    page.get_by_role("link", name="提交纠错线索").click()
    assert page.locator("h1").inner_text()
    steps.check_accessible(page)
    page.goto(record)
    page.emulate_media(media="print")
    assert page.locator(".print-only").is_visible()
    assert "SHA-256" in page.locator(".print-only").inner_text()
    assert not page.locator(".top nav").is_visible()


def test_public_pages_without_javascript(
    browser: Browser, portal: Portal, addresses: list[str]
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW, locale="zh-CN")
    page = context.new_page()
    for path in addresses:
        answer = page.goto(portal.url + path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator("main").inner_text().strip(), path
    page.goto(portal.url + "/")
    page.locator("form[role=search] input[name=q]").first.fill("养老")
    page.locator("form[role=search] button").first.click()
    page.get_by_role("link", name="建成三个社区养老服务中心").click()
    assert "如期履行" in page.locator("main").inner_text().replace("\n", "")
    page.goto(portal.url + "/deadlines/")
    page.locator("#id_start").fill("2026-09-24")
    page.locator("#id_unit").select_option("working_day")
    page.locator("#id_count").fill("5")
    page.locator("main form button.main").first.click()
    assert "2026年10月9日" in page.locator("main").inner_text()
    context.close()
