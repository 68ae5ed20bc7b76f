"""A pair of administrators gives a role; a deputy decides during the absence, and only then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from credit_portal.accounts.models import RoleGrant, User
from credit_portal.common import clock
from tests import factories
from tests.commitments import scenes
from tests.journeys import steps
from tests.journeys.running import Portal

pytestmark = [pytest.mark.committed, pytest.mark.browser]
SHOWN = "办公室主任（代理分管副局长）"


@pytest.fixture
def office(bodies: dict[str, Any]) -> dict[str, Any]:
    """Two security administrators, and somebody of the bureau without any role."""
    for number in (1, 2):
        factories.user(
            username=f"security{number}",
            role="security_administrator",
            organisation=bodies["city"],
            title="安全管理员",
        )
    deputy = factories.user(
        username="deputy", role=None, organisation=bodies["bureau"], title="办公室主任"
    )
    User.objects.update(is_demo=True)
    return {**bodies, "deputy": deputy}


def sign_in_as_administrator(page: Page, portal: Portal, number: int) -> None:
    """One of the two on the sign-in page."""
    page.context.clear_cookies()
    steps.visit(page, portal, "/accounts/login/")
    page.locator("button[name=role][value=security_administrator]").nth(number).click()
    page.wait_for_url("**/staff/")
    steps.visit(page, portal, "/staff/accounts/")


def ask(page: Page, portal: Portal) -> None:
    """The approver asks for a deputy from the day after tomorrow on."""
    steps.sign_in(page, portal, "approver")
    steps.visit(page, portal, "/accounts/deputies/")
    page.locator("#id_deputy").select_option(index=find(page, "deputy示例"))
    first = clock.today() + timedelta(days=2)
    page.locator("#id_starts_on").fill(first.isoformat())
    page.locator("#id_ends_on").fill((first + timedelta(days=3)).isoformat())
    page.locator("#id_reason").fill("参加业务培训")
    page.locator("main form button.main").last.click()
    page.wait_for_load_state()
    steps.check_accessible(page)


def find(page: Page, name: str) -> int:
    """Place of the option that begins with the name."""
    texts = page.locator("#id_deputy option").all_inner_texts()
    return next(place for place, text in enumerate(texts) if text.startswith(name))


def give(page: Page, portal: Portal) -> None:
    """One administrator proposes what was asked for, the other confirms it."""
    sign_in_as_administrator(page, portal, 0)
    page.locator("form[action$='/take-up/'] button").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    assert page.locator("form[action$='/confirm/']").count() == 0, "the proposer does not confirm"
    sign_in_as_administrator(page, portal, 1)
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    assert RoleGrant.objects.get(kind="delegated").seconded_at is not None


def grant_a_role(page: Page, portal: Portal, user: Any, body: Any) -> None:
    """A role of its own, over a body, by the same pair."""
    sign_in_as_administrator(page, portal, 0)
    steps.visit(page, portal, f"/staff/accounts/{user.pk}/")
    form = page.locator("form[action$='/grant/']")
    form.locator("xpath=ancestor::details/summary").click()
    form.locator("#grant_role").select_option("case_handler")
    form.locator("#grant_organisation").fill(body.name_zh)
    form.locator("#grant_reason").fill("轮岗")
    form.locator("button.main").click()
    page.wait_for_load_state()
    sign_in_as_administrator(page, portal, 1)
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_load_state()
    assert "case_handler" in User.objects.get(pk=user.pk).powers.roles


def test_a_deputy_decides_during_the_absence(
    page: Page, office: dict[str, Any], portal: Portal
) -> None:
    officer, post = office["people"]["officer"], office["post"]
    due = clock.today() + timedelta(days=40)
    row = scenes.submitted(officer, post, due_on=due)
    ask(page, portal)
    give(page, portal)
    page.context.clear_cookies()
    steps.visit(page, portal, "/accounts/login/")
    assert page.locator("button[name=role][value=deputy]").count() == 0, "before his days"
    clock.advance_to(clock.now() + timedelta(days=2))
    steps.sign_in(page, portal, "deputy")
    steps.open_work(page, portal, row.title_zh)
    steps.open_act(page, "approve")
    steps.press(page, "approve")
    row.refresh_from_db()
    assert row.state == "registered"
    steps.find_record(portal, row.title_zh, row.title_zh)
    row.refresh_from_db()
    assert SHOWN in portal.get(f"/records/{row.ref}/")[1]
    later = scenes.submitted(officer, post, due_on=due)
    clock.advance_to(clock.now() + timedelta(days=4))
    answer = page.goto(f"{portal.url}/staff/commitments/{later.pk}/")
    assert answer is not None
    assert answer.status == 404, "after his days"
    grant_a_role(page, portal, office["deputy"], office["bureau"])
