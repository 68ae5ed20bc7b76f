"""A complaint found true becomes a lead, and the lead a record; whoever complained is told so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from complaints import lead_story
from complaints.models import Case
from credit_portal.accounts.models import User
from credit_portal.common import clock
from tests import factories
from tests.complaints import exchange_scenes
from tests.journeys import people, steps
from tests.journeys import test_broken_word as word
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

SAID = "我家在三号楼，承诺一季度完工的电梯至今没有动工。"
FACTS = "承诺一季度完工的三个老旧小区加装电梯，至今未开工。"


@pytest.fixture
def bodies(committed_database: str) -> dict[str, Any]:
    """Bodies and people on 7 April 2026, the hotline and the body's handler among them; a month
    later no holiday lengthens the time to rectify."""
    clock.begin_at(datetime(2026, 4, 7, 9, tzinfo=clock.TZ))
    found = people.settle()
    people.give_codes(found)
    for role in ("hotline_operator", "hotline_supervisor"):
        found["people"][role] = factories.user(
            username=role, role=role, organisation=found["office"], title=role,
            granted_on=found["city"],
        )  # fmt: skip
    found["people"]["handler"] = factories.user(
        username="handler", role="case_handler", organisation=found["bureau"], title="信访科科员"
    )
    User.objects.update(is_demo=True)
    return found


def found_true(bodies: dict[str, Any]) -> Case:
    """An anonymous complaint whose answer says that it is true."""
    staff = bodies["people"]
    hotline = exchange_scenes.Staff(
        staff["hotline_operator"], staff["hotline_supervisor"], staff["handler"],
        staff["approver"], bodies["bureau"],
    )  # fmt: skip
    row = exchange_scenes.logged(hotline.operator, hotline.body, facts_zh=SAID)
    return hotline.answered(row)


def convert(page: Page, portal: Portal, row: Case) -> None:
    """The supervisor turns it into a lead, in words that name nobody."""
    steps.sign_in(page, portal, "hotline_supervisor")
    steps.visit(page, portal, f"/staff/complaints/{row.pk}/lead/")
    word.fill(page, {
        "title": word.PROMISE, "facts": FACTS, "happened_on": date(2026, 3, 31).isoformat(),
    })  # fmt: skip
    page.locator("[name=category]").select_option("B19")
    word.send(page)
    assert "正在核实" in page.inner_text("main")


def test_a_complaint_to_its_record(page: Page, portal: Portal, bodies: dict[str, Any]) -> None:
    row = found_true(bodies)
    convert(page, portal, row)
    word.order(page, portal)
    word.serve(page, portal)
    word.state(page, portal)
    word.propose(page, portal)
    word.decide(page, portal, word.DECIDER, word.TITLE)
    steps.find_record(portal, "加装电梯", word.TITLE)
    row.refresh_from_db()
    told = lead_story.of(row)
    codes = ["opened", "found_true", "ordered", "decided"]
    assert [one.code for one in told] == codes
    wait_for("its reference", lambda: lead_story.of(Case.objects.get(pk=row.pk))[-1].ref != "")
    ref = lead_story.of(Case.objects.get(pk=row.pk))[-1].ref
    public = portal.get(f"/records/{ref}/")[1]
    assert word.NUMBER in public
    for secret in (row.number, SAID, str(row.pk)):
        assert secret not in public
    steps.sign_in(page, portal, "hotline_supervisor")
    steps.visit(page, portal, f"/staff/complaints/{row.pk}/lead/")
    assert ref in page.inner_text("main")
