"""A call from ring to case by keyboard alone, in under a minute; the next one ends in two keys."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route

from complaints.desk_endings import ENDINGS
from complaints.desk_signature import SIGNATURE, TIMESTAMP, signature
from complaints.models import Call, Case, Contact
from complaints.services import pins
from credit_portal.accounts.models import User
from tests import factories
from tests.journeys import steps
from tests.journeys.running import Portal

pytestmark = [pytest.mark.committed, pytest.mark.browser]
NUMBER = "13800138765"
TITLE, FACTS = "小区物业维修资金迟迟不退", "2025年三月已批准退还，至今没有到账，多次询问没有答复。"


@pytest.fixture
def operator(bodies: dict[str, Any]) -> User:
    """Somebody of the hotline; settled before the portal starts."""
    found: User = factories.user(
        username="operator", role="hotline_operator", organisation=bodies["office"],
        title="热线坐席员", granted_on=bodies["city"],
    )  # fmt: skip
    User.objects.filter(pk=found.pk).update(is_demo=True)
    return found


def tell(portal: Portal, **event: str) -> dict[str, Any]:
    """The switch tells the running portal."""
    body, stamp = json.dumps(event).encode(), str(int(time.time()))
    headers = {
        "Content-Type": "application/json", TIMESTAMP: stamp,
        SIGNATURE: signature(settings.HOTLINE_SWITCH_SECRET, stamp, body),
    }  # fmt: skip
    request = urllib.request.Request(
        f"{portal.url}/api/v1/hotline/calls/", data=body, headers=headers
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


def ring(page: Page, portal: Portal, call: str) -> None:
    """It rings, the operator takes it, his page knows."""
    assert tell(portal, event="new", call=call, number=NUMBER)["number_known"] is True
    tell(portal, event="answer", call=call, operator="operator")
    page.locator("#live.talking").wait_for()


def tab_to(page: Page, key: str) -> None:
    """By the tabulator to a field."""
    for _step in range(40):
        if page.evaluate("document.activeElement.id") == key:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tabulator does not lead to {key}")


def type_it(page: Page) -> None:
    """What the caller tells, without the mouse."""
    keys = page.keyboard
    keys.press("F2")
    tab_to(page, "id_category")
    keys.type("19")
    keys.press("F4")
    keys.type("住房保障")
    page.locator("#bodies [role=option]").first.wait_for()
    keys.press("Enter")
    tab_to(page, "id_title_zh")
    keys.type(TITLE)
    tab_to(page, "id_facts_zh")
    keys.type(FACTS)
    tab_to(page, "id_with_call_number")
    keys.press("Space")
    page.locator("#draft-state").filter(has_text="草稿").wait_for()


def check_endings(page: Page) -> None:
    """Each way to end a call is two keys; what is sent is looked at, and nothing ends yet."""
    sent: list[str] = []

    def note(route: Route) -> None:
        sent.append(parse_qs(route.request.post_data or "")["ending"][0])
        route.fulfill(status=204)

    page.route("**/staff/hotline/end/", note)
    for number, one in enumerate(ENDINGS, 1):
        page.keyboard.press("F9")
        with page.expect_request("**/staff/hotline/end/"):
            page.keyboard.press(one.key)
        page.evaluate("delete document.getElementById('end-form').dataset.sent")
        assert len(sent) == number
    assert sent == [one.name for one in ENDINGS]
    page.unroute("**/staff/hotline/end/")


def test_a_call_is_logged_by_keyboard_alone(
    operator: User, portal: Portal, page: Page, bodies: dict[str, Any]
) -> None:
    steps.sign_in(page, portal, "hotline_operator")
    steps.visit(page, portal, "/staff/hotline/")
    ring(page, portal, "j1")
    begun = time.monotonic()
    type_it(page)
    page.keyboard.press("F8")
    page.locator("#read-back").wait_for()
    page.keyboard.press("Control+Enter")
    number, pin = (page.locator(f"#case-{name}").inner_text() for name in ("number", "pin"))
    taken = time.monotonic() - begun
    assert taken < 60, f"{taken:.0f} s from the ring to the case number"
    steps.check_accessible(page)
    row = Case.objects.get()
    assert (row.number, row.accused, row.purpose) == (number, bodies["bureau"], "complaint")
    assert pins.status_of(number=number, pin=pin) == row
    assert Contact.objects.filter(case=row).exists()
    tell(portal, event="hang_up", call="j1")
    page.keyboard.press("n")
    page.wait_for_url("**/staff/hotline/")
    ring(page, portal, "j2")
    assert number in page.locator("#earlier-list li").inner_text()
    check_endings(page)
    page.keyboard.press("F9")
    page.keyboard.press("9")
    page.locator(".messages .success").wait_for()
    assert sorted(Call.objects.values_list("outcome", flat=True)) == ["case", "dropped"]
    assert NUMBER not in portal.log()
    page.set_viewport_size({"width": 390, "height": 844})
    steps.check_accessible(page)
