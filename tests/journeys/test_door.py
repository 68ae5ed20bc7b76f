"""A second factor is set up, lost, restored by two and set up anew; a passkey; a fresh proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from commitments.models import Commitment
from credit_portal.accounts import factors
from credit_portal.accounts.models import FactorReset, User
from credit_portal.common import clock
from tests.commitments import scenes
from tests.journeys import door, steps
from tests.journeys.running import Portal

pytestmark = [pytest.mark.committed, pytest.mark.browser]

FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def member(bodies: dict[str, Any]) -> User:
    """A newcomer: a password, and no second factor yet."""
    user = door.person("newcomer", "filer", bodies["bureau"], "办公室科员")
    factors.of(user).delete()
    return user


@pytest.fixture
def administrators(bodies: dict[str, Any]) -> list[User]:
    """Two security administrators."""
    return [
        door.person(name, "security_administrator", bodies["city"], "安全管理员")
        for name in ("keeper_one", "keeper_two")
    ]


def report_loss(page: Page, portal: Portal, user: User) -> None:
    """The phone is gone: the password still opens the first step."""
    door.give_password(page, portal, user)
    page.locator("a[href$='/login/lost/']").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    page.locator("main form button.main").click()
    page.wait_for_load_state()
    steps.check_accessible(page)


def propose(page: Page, portal: Portal, administrator: User, user: User) -> None:
    """The first administrator has called back."""
    door.enter(page, portal, administrator)
    steps.visit(page, portal, "/staff/accounts/resets/")
    page.get_by_role("link", name=user.display_name).click()
    page.wait_for_load_state()
    page.locator("#reset-reason").fill("已回拨办公电话，确认是本人")
    page.locator("form:has(#reset-reason) button.main").click()
    page.wait_for_load_state()
    steps.check_accessible(page)


def confirm(page: Page, portal: Portal, administrator: User) -> None:
    """The second administrator agrees."""
    door.enter(page, portal, administrator)
    steps.visit(page, portal, "/staff/accounts/resets/")
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_load_state()
    steps.check_accessible(page)


def test_a_second_factor_is_lost_and_restored(
    page: Page, portal: Portal, member: User, administrators: list[User]
) -> None:
    door.give_password(page, portal, member)
    secret = door.enrol_app(page)
    door.enter(page, portal, member, secret)
    report_loss(page, portal, member)
    propose(page, portal, administrators[0], member)
    confirm(page, portal, administrators[1])
    assert FactorReset.objects.get().outcome == "confirmed"
    door.give_password(page, portal, member)
    new = door.enrol_app(page)
    assert new != secret
    door.enter(page, portal, member, new)
    steps.visit(page, portal, "/accounts/history/")
    steps.visit(page, portal, "/staff/notices/")
    assert "第二验证方式" in page.locator("main").inner_text()


def test_a_passkey_opens_the_door(page: Page, portal: Portal, member: User) -> None:
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    door.give_password(page, portal, member)
    page.locator("a[href$='/second-factor/passkey/']").click()
    page.locator("#id_name").fill("办公电脑")
    steps.check_accessible(page)
    page.locator("[data-passkey-button]").click()
    page.locator(".codes li").first.wait_for()
    steps.visit(page, portal, "/accounts/second-factor/")
    assert "办公电脑" in page.locator("main").inner_text()
    page.context.clear_cookies()
    steps.visit(page, portal, "/accounts/login/")
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/staff/")
    door.give_password(page, portal, member)
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/staff/")
    door.let_the_proof_grow_old(member)
    page.goto(f"{portal.url}/accounts/second-factor/app/")
    page.wait_for_url("**/reauthenticate/**")
    steps.check_accessible(page)
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/second-factor/app/")


def test_an_approval_after_five_minutes_asks_again_and_goes_through(
    page: Page, portal: Portal, bodies: dict[str, Any]
) -> None:
    people = bodies["people"]
    due = clock.today() + timedelta(days=30)
    row: Commitment = scenes.submitted(people["officer"], bodies["post"], due_on=due)
    approver = door.real(people["approver"])
    door.enter(page, portal, approver)
    steps.open_work(page, portal, row.title_zh)
    door.let_the_proof_grow_old(approver)
    steps.open_act(page, "approve")
    steps.press(page, "approve")
    assert "再次确认是您本人" in page.locator("main").inner_text()
    row.refresh_from_db()
    assert row.state == "submitted"
    page.locator("#id_proof-code").fill("000000")
    page.locator("main form button.main").click()
    page.locator(".error-summary").wait_for()
    page.locator("#id_proof-code").fill(door.code_of(approver))
    page.locator("main form button.main").click()
    page.wait_for_url(f"**/staff/commitments/{row.pk}/")
    row.refresh_from_db()
    assert (row.state, row.approver) == ("registered", approver)
    steps.find_record(portal, "养老", row.title_zh)
