"""Two bodies with 300 open commitments are merged: proposed, confirmed, handed over, told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from commitments.models import Commitment
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.models_hand_over import HandOver
from tests import factories
from tests.commitments import many, scenes, successions
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

EACH = 150
NEW = "示例市住房和交通局"


def prepare(bodies: dict[str, Any]) -> dict[str, Any]:
    """Two bodies with half of the commitments each, and a new one with its filer."""
    city, people = bodies["city"], bodies["people"]
    other = factories.organisation(name_zh="示例市交通运输局", parent=city)
    new = factories.organisation(name_zh=NEW, parent=city)
    posts = [bodies["post"], successions.post_of(other, "钱示例")]
    author = factories.user(username="z_filer", role="filer", organisation=other, title="科员")
    second = factories.user(username="z_appr", role="approver", organisation=other, title="副局长")
    for post, filer, approver in (
        (posts[0], people["officer"], people["approver"]), (posts[1], author, second),
    ):  # fmt: skip
        due = clock.today() + timedelta(days=200)
        many.multiply(scenes.registered(filer, approver, post, due_on=due), EACH)
    successions.post_of(new, "孙示例")
    heir = factories.user(username="a_heir", role="filer", organisation=new, title="办公室科员")
    User.objects.filter(pk=heir.pk).update(is_demo=True)
    return {"bodies": [bodies["bureau"], other], "new": new}


def due_days() -> dict[Any, date]:
    """Due day of each running deadline of a commitment."""
    rows = Deadline.objects.filter(kind="commitments.due", outcome="")
    return dict(rows.values_list("pk", "due_on"))


def propose(page: Page, portal: Portal, told: dict[str, Any]) -> str:
    """A system administrator fills in who takes over, sees how much, lays it before another."""
    steps.sign_in(page, portal, "system_administrator")
    steps.visit(page, portal, "/staff/succession/")
    page.locator("#id_kind").select_option("merge")
    page.locator("#id_before").select_option([str(body.pk) for body in told["bodies"]])
    page.locator("#id_after").select_option(str(told["new"].pk))
    for name in ("document_number", "document_title", "document_organ", "document_on"):
        page.locator(f"#id_{name}").fill(successions.PAPER[name])
    page.locator("#id_reason").fill("机构改革")
    page.locator("main form button.main").click()
    page.wait_for_url("**/staff/succession/*-*/")
    steps.check_accessible(page)
    assert f"{2 * EACH}件未办结事项随之转移" in page.locator("#remainder").inner_text()
    page.locator(".acts button.main").click()
    page.wait_for_url("**/staff/changes/**")
    return page.locator("h1").inner_text()


def confirm(page: Page, portal: Portal, subject: str) -> None:
    """The second administrator confirms."""
    steps.sign_in(page, portal, "system_administrator", 1)
    steps.open_work(page, portal, subject)
    page.get_by_role("button", name="确认变更").click()
    page.locator(".messages .success").wait_for()


def test_nothing_is_lost_and_no_due_date_moves(
    page: Page, portal: Portal, bodies: dict[str, Any]
) -> None:
    told = prepare(bodies)
    before = due_days()
    assert len(before) == 2 * EACH
    confirm(page, portal, propose(page, portal, told))
    assert due_days() == before
    open_rows = Commitment.objects.filter(state="registered", outcome="open")
    assert open_rows.filter(organisation=told["new"]).count() == 2 * EACH
    assert not open_rows.exclude(organisation=told["new"]).exists()

    steps.sign_in(page, portal, "filer")
    assert page.locator("section.taken").count() == 1
    steps.open_work(page, portal, "交接清单：局长")
    page.get_by_role("button", name="确认交接").click()
    page.locator(".messages .success").wait_for()
    steps.check_accessible(page)
    sheet = HandOver.objects.get()
    assert (sheet.items.count(), sheet.is_waiting) == (2 * EACH, False)

    page.context.clear_cookies()

    def inherited() -> bool:
        page.goto(f"{portal.url}/organisations/{told['new'].slug}/")
        return page.locator("#inherited").count() == 1

    wait_for("what the new body took over on its public page", inherited)
    steps.check_accessible(page)
    steps.visit(page, portal, f"/organisations/?q={told['bodies'][0].name_zh}")
    assert NEW in page.locator("main").inner_text()
