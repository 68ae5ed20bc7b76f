"""What people do in the browser, in the words of the interface."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from tests.journeys import elements_seen
from tests.journeys.running import Portal, wait_for

AXE = (Path(__file__).resolve().parents[1] / "vendor/axe-core/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
seen: set[str] = set()


def check_new(page: Page, what: str) -> None:
    """axe finds nothing on a page of this sort, at its first sight in a run."""
    if what not in seen:
        check_accessible(page)
        seen.add(what)


def check_accessible(page: Page) -> None:
    """axe finds nothing in what is new on this page: what it found right on others in this run it
    need not see again. It is injected by the driver, so the policy stays strict, and is not asked
    to name every place of what it found right, which would take longer."""
    new = elements_seen.new_on(page)
    if not new:
        return
    page.evaluate(AXE)
    found = page.evaluate(
        f"([tags, fresh]) => axe.run(fresh ? {{include: ({elements_seen.SORTS})(fresh)}}"
        " : document, {runOnly: tags, resultTypes: ['violations']}).then(r => r.violations.map("
        "v => [v.id, v.nodes.map(n => n.target.join(' ')).slice(0, 4)]))",
        [TAGS, None if elements_seen.of_whole(new) else sorted(new)],
    )
    assert found == [], f"{page.url}: {json.dumps(found, ensure_ascii=False)}"
    elements_seen.keep(new)


def visit(page: Page, portal: Portal, path: str) -> None:
    """Open a page; it answers, and axe finds nothing."""
    answer = page.goto(portal.url + path)
    assert answer is not None
    assert answer.status == 200, (path, answer.status)
    check_accessible(page)


def sign_in(page: Page, portal: Portal, role: str, number: int = 0) -> None:
    """One click on a demonstration account, the first of its role or another one."""
    page.context.clear_cookies()
    page.goto(f"{portal.url}/accounts/login/")
    check_new(page, "sign-in")
    page.locator(f"button[name=role][value={role}]").nth(number).click()
    page.wait_for_url("**/staff/")
    check_new(page, f"home of {role}")


def press(page: Page, name: str) -> None:
    """Press one of the acts of the panel; one with a form is opened and filled beforehand."""
    page.locator(f".acts button[name=act][value={name}]").click()
    page.wait_for_load_state()
    check_accessible(page)


def open_act(page: Page, name: str) -> None:
    """Unfold the form of an act."""
    form = page.locator(f".acts form[action$='/{name}/']")
    form.locator("xpath=ancestor::details/summary").click()


def open_work(page: Page, portal: Portal, title: str) -> None:
    """Find a case in my work, as soon as it is there."""

    def there() -> bool:
        page.goto(f"{portal.url}/staff/")
        return page.get_by_role("link", name=title).count() > 0

    wait_for(f"{title} in my work", there)
    kinds = sorted(set(page.locator(".work-kind").all_inner_texts()))
    check_new(page, f"work of the kinds {kinds}")
    page.get_by_role("link", name=title).first.click()
    page.wait_for_load_state()
    check_accessible(page)


def move_clock(page: Page, portal: Portal, to: date) -> None:
    """Let days pass on the demonstration clock."""
    page.goto(f"{portal.url}/staff/clock/")
    page.locator("#id_day").fill(to.isoformat())
    page.locator("main form button.main").click()
    page.wait_for_url("**/staff/clock/")
    assert page.locator(".messages .success").count() == 1, page.inner_text("main")


def find_record(portal: Portal, words: str, title: str, patience: float = 30) -> float:
    """Seconds until an anonymous search finds a title; kept without any cookie."""
    path = f"/search/?q={quote(words)}"

    def found() -> bool:
        text = re.sub(r"</?mark[^>]*>", "", portal.get(path)[1])  # hits are marked in the text
        return title in text

    return wait_for(f"{title} found by {words}", found, patience)
