"""A due date is extended, its clock stopped and run again; the desk by keyboard alone."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from commitments.models import Commitment
from credit_portal.accounts.models import User
from credit_portal.common import clock
from tests import factories
from tests.commitments import scenes
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]
TITLE = "老旧小区电梯加装许可按时办结"


def promise(bodies: dict[str, Any]) -> Commitment:
    """Registered, due by the rule on licences."""
    people = bodies["people"]
    superior = factories.user(
        username="superior", role="approver", organisation=bodies["city"], title="办公室主任"
    )
    User.objects.filter(pk=superior.pk).update(is_demo=True)
    begun = clock.today() - timedelta(days=3)
    fields = {**scenes.RULED, "title_zh": TITLE, "due_start": begun}
    return scenes.registered(people["officer"], people["approver"], bodies["post"], **fields)


def ask(page: Page, portal: Portal, row: Commitment, act: str, ground: str) -> None:
    """The body asks."""
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, f"/staff/commitments/{row.pk}/{act}/")
    form = page.locator(f".acts form[action$='/{act}/']")
    form.locator("[name=ground]").select_option(ground)
    form.locator("[name=reason]").fill("涉及多个部门，需要会商。")
    steps.press(page, act)


def grant(page: Page, portal: Portal) -> None:
    """The superior body finds it in its work, sees the preview and grants it."""
    steps.sign_in(page, portal, "approver", 1)
    steps.open_work(page, portal, TITLE)
    assert TITLE in page.locator(".preview").inner_text()
    steps.open_act(page, "grant_due_change")
    steps.press(page, "grant_due_change")


def shown(portal: Portal, row: Commitment, words: str) -> str:
    """The public page, as soon as it says so."""
    row.refresh_from_db()
    path = f"/records/{row.ref}/"
    wait_for(words, lambda: words in portal.get(path)[1])
    return portal.get(path)[1]


def test_a_due_date_moves_in_public(page: Page, portal: Portal, bodies: dict[str, Any]) -> None:
    row = promise(bodies)
    before = row.due_on
    wait_for("the record", lambda: bool(Commitment.objects.get(pk=row.pk).ref))
    ask(page, portal, row, "ask_extension", "complex")
    grant(page, portal)
    text = shown(portal, row, "期限调整情况")
    assert before is not None and row.due_on is not None
    assert row.due_on > before
    assert "情况复杂" in text
    ask(page, portal, row, "ask_stop", "awaiting_beneficiary")
    grant(page, portal)
    shown(portal, row, "起中止计时")
    extended = row.due_on
    steps.move_clock(page, portal, clock.today() + timedelta(days=7))
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, f"/staff/commitments/{row.pk}/")
    steps.press(page, "resume_clock")
    shown(portal, row, "恢复")
    assert row.due_on > extended
    record = json.loads(portal.get(f"/api/v1/records/{row.ref}/")[1])["document"]
    assert record["pauses"][0]["days"] == 7
    assert date.fromisoformat(record["due_on"]) == row.due_on
    assert record["due_explanation"]["paused_days"] == 7
    page.goto(f"{portal.url}/records/{row.ref}/")
    steps.check_accessible(page)


def test_the_case_page_is_reached_by_keyboard(
    page: Page, portal: Portal, bodies: dict[str, Any]
) -> None:
    row = promise(bodies)
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, f"/staff/commitments/{row.pk}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    reached = set()
    for _n in range(150):
        reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        if page.evaluate("document.activeElement === document.body"):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail("focus never came to the end of the page")
    assert any('value="ask_stop"' in one or "summary" in one for one in reached)
