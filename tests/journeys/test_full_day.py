"""An administrator's day: twenty cases due, worked off one after the other, by keyboard between."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from credit_portal.accounts.models import User
from credit_portal.common import clock
from tests.integrity_files import record_scenes
from tests.journeys import day, people, steps
from tests.journeys.running import Portal

pytestmark = [
    pytest.mark.committed,
    pytest.mark.browser,
    pytest.mark.skipif(os.environ.get("LONG") != "1", reason="LONG=1 asks for it"),
]

KINDS = {
    "待领取线索": 1, "待核实线索": 2, "不属实线索待确认": 1, "已送达，待听取陈述申辩": 2,
    "待提出认定": 1, "认定待决定": 2, "整改待验收": 1, "紧急隐藏待确认": 1, "异议待审查": 2,
    "异议待转送或核查": 1, "异议待提出处理意见": 1, "异议待决定": 1, "纠错线索待答复": 2,
    "信用修复待受理": 1, "信用修复待决定": 1,
}  # fmt: skip
WEIGHED = {"weighing_zh": "数额较大，经责令仍未支付。", "paper_title": "民事判决书",
           "paper_number": "（2026）示例01民终900号", "paper_organ": "示例市中级人民法院",
           "paper_date": "2026-04-02"}  # fmt: skip


@pytest.fixture
def bodies(committed_database: str) -> dict[str, Any]:
    """Bodies and people, with the administrator and his cases."""
    found = people.settle()
    people.give_codes(found)
    made = day.Day(found, day.administrator(found))
    found["day"], found["kept"] = made, day.arrange(made)
    User.objects.update(is_demo=True)
    return found


def kinds(page: Page) -> dict[str, int]:
    """The kinds of work with their counts, as the list shows them."""
    found = page.locator("ul.chips .chip").all_inner_texts()
    parts = [re.fullmatch(r"(.+?)\s*(\d+)", one.strip(), re.DOTALL) for one in found]
    return {one[1].strip(): int(one[2]) for one in parts if one is not None}


def look_over(page: Page) -> None:
    """Twenty cases, what is due first first, counted by kind; one kind can be looked at alone."""
    today = clock.today().isoformat()
    for group in page.locator(".work-groups section").all():
        days = group.locator("time").evaluate_all("all => all.map(one => one.dateTime)")
        assert days == sorted(days) and days[-1] <= today
    told = kinds(page)
    assert told.pop("全部") == page.locator(".work a.cover").count() == 20
    assert told == KINDS
    page.locator("ul.chips .chip", has_text="纠错线索待答复").click()
    assert page.locator(".work a.cover").count() == 2
    steps.check_new(page, "one kind of work")
    page.locator("ul.chips .chip").first.click()


def fill(page: Page, name: str, **fields: str) -> None:
    """Unfold an act and fill it in."""
    steps.open_act(page, name)
    for field, text in fields.items():
        page.locator(f".acts form[action$='/{name}/'] [name={field}]").fill(text)


def determine(page: Page) -> None:
    """The determination is proposed on its document, on a page of its own."""
    page.locator(".acts a[href$='/propose/']").click()
    for name, text in WEIGHED.items():
        page.locator(f"[name={name}]").fill(text)
    for name, value in {"item": "G02", "severity": "general", "paper": "S1"}.items():
        page.locator(f"[name={name}]").select_option(value)
    given = record_scenes.paper(200).read()
    page.locator("[name=file]").set_input_files(
        {"name": "判决书.png", "mimeType": "image/png", "buffer": given}
    )
    page.locator("form.filing button.main").click()


def answer(page: Page) -> None:
    """A tip is answered."""
    page.locator("[name=answer]").fill("经核对，记录无误。")
    page.locator("form.filing button.main").click()


def do(page: Page) -> str:
    """Do what the page of the case asks for first; what that was."""
    place = page.url.split("/staff/")[1].split("/")[0]
    if "/tips/" in page.url:
        answer(page)
        return "tip"
    names = [name for name in STEPS[place] if page.locator(f".acts [{ends(page, name)}]").count()]
    assert names, f"nothing to do: {page.inner_text('main')}"
    name, fields = names[0], dict(STEPS[place][names[0]])
    if (place, name) == ("records", "propose"):
        determine(page)
        return "records propose"
    choice = fields.pop("choose", "")
    if fields or name not in {"take"}:
        fill(page, name, **fields)
    if choice and place == "repairs":
        page.locator(".acts [name=outcome]").select_option(choice)
    elif choice:
        page.locator(f".acts [name=result][value={choice}]").check()
    page.locator(f".acts button[name=act][value={name}]").click()
    return f"{place} {name}"


def ends(page: Page, name: str) -> str:
    """Where the act leads to, in a form or as a link."""
    kind = "href" if page.locator(f".acts a[href$='/{name}/']").count() else "action"
    return f"{kind}$='/{name}/'"


STEPS: dict[str, dict[str, dict[str, str]]] = {
    "leads": {
        "take": {}, "doubt": {"finding": "款项已付清，有凭证。"}, "close": {},
    },
    "records": {
        "confirm_hiding": {"why": "裁定属实。"}, "accept": {"finding": "凭证属实。"}, "decide": {},
        "consider": {"considered": "预算安排不影响付款。"}, "propose": {},
    },
    "objections": {
        "decide": {}, "accept": {}, "verify": {"reason": "记录与事实相符。"},
        "propose": {"reason": "予以维持。", "choose": "rejected"},
    },
    "repairs": {
        "decide": {}, "accept": {}, "propose": {"finding": "已核实。", "choose": "grant"},
    },
}  # fmt: skip


def work_off(page: Page, portal: Portal) -> list[str]:
    """One case after the other until the list is empty; from each to the next by one key."""
    done: list[str] = []
    while page.url != f"{portal.url}/staff/":
        done.append(do(page))
        page.locator(".messages .success").wait_for()
        steps.check_new(page, f"desk of {done[-1].split()[0]}")
        assert len(done) < 40, done
        with page.expect_navigation():
            page.keyboard.press("n")
    return done


def test_twenty_cases_in_a_day(page: Page, portal: Portal, bodies: dict[str, Any]) -> None:
    steps.sign_in(page, portal, "credit_officer")
    look_over(page)
    day.lend_a_hand(bodies["day"], bodies["kept"])
    page.reload()
    assert kinds(page)["全部"] == 14
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/*/**")
    done = work_off(page, portal)
    assert set(done) == {
        "tip", *(f"{place} {name}" for place, names in STEPS.items() for name in names)
    }  # fmt: skip
    shown = page.inner_text("main")
    assert "没有待办事项" in shown
    steps.check_accessible(page)
