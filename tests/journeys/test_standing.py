"""Two periods of a standing promise: one kept, one broken, each with its figures in public."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from credit_portal.common import clock
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

TITLE = "企业投资项目备案3个工作日办结"
TEXTS = {
    "title_zh": TITLE,
    "matter_zh": "企业投资项目备案申请自受理之日起3个工作日内办结。",
    "measure_zh": "按期办结件数占办结总件数的比例。",
    "beneficiaries_zh": "全市投资企业",
    "legal_basis_zh": "示例市优化营商环境任务清单〔2026〕第7项",
    "authority_zh": "本局负责投资项目备案",
    "evidence_required_zh": "办件系统统计表",
    "indicator_zh": "按期办结率",
    "target": "95",
    "unit_zh": "%",
    "report_within": "10",
    "source_zh": "政务服务办件系统",
}
CHOICES = {
    "sector": "government_services",
    "category": "service_quality",
    "shape": "standing",
    "figure": "share",
    "comparison": "at_least",
    "period": "month",
}


def next_month(day: date) -> date:
    """First day of the following month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def file_standard(page: Page, portal: Portal, starts_on: date) -> None:
    """The official files the standard from `starts_on`; a colleague approves."""
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, "/staff/commitments/new/")
    for name, value in CHOICES.items():
        page.locator(f"#id_{name}").select_option(value)
    for name, text in TEXTS.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_starts_on").fill(starts_on.isoformat())
    page.locator("form.filing button.main").click()
    page.wait_for_url("**/staff/commitments/*-*/")
    steps.press(page, "submit")
    steps.sign_in(page, portal, "approver")
    steps.open_work(page, portal, TITLE)
    steps.open_act(page, "approve")
    steps.press(page, "approve")


def report(page: Page, portal: Portal, done: int, total: int) -> None:
    """The official files the figures of the period that has ended."""
    steps.sign_in(page, portal, "filer")
    steps.open_work(page, portal, TITLE)
    if not page.locator("[name=numerator]").is_visible():
        steps.open_act(page, "report")
    page.locator("[name=numerator]").fill(str(done))
    page.locator("[name=denominator]").fill(str(total))
    steps.press(page, "report")


def judge(page: Page, portal: Portal, outcome: str) -> None:
    """One officer proposes what the figures say, another confirms."""
    steps.sign_in(page, portal, "credit_officer")
    steps.open_work(page, portal, TITLE)
    steps.open_act(page, "propose")
    page.locator(f"input[name=outcome][value={outcome}]").check()
    page.locator("[name=findings_zh]").fill("经核对办件系统，数字属实。")
    steps.press(page, "propose")
    steps.sign_in(page, portal, "credit_reviewer")
    steps.open_work(page, portal, TITLE)
    steps.open_act(page, "confirm")
    steps.press(page, "confirm")


def periods_of(portal: Portal) -> list[dict[str, Any]]:
    """Periods of the record as the API gives them."""
    rows = json.loads(portal.get("/api/v1/records/")[1])["results"]
    if not rows:
        return []
    record = json.loads(portal.get(f"/api/v1/records/{rows[0]['ref']}/")[1])
    return [one for one in record["document"]["periods"] if one["outcome"] != "open"]


def test_a_standard_over_two_periods(page: Page, portal: Portal) -> None:
    first = next_month(clock.today())
    file_standard(page, portal, first)
    second, third = next_month(first), next_month(next_month(first))
    steps.move_clock(page, portal, second)
    report(page, portal, 380, 390)
    judge(page, portal, "kept")
    wait_for("the first period is public", lambda: len(periods_of(portal)) == 1)
    steps.sign_in(page, portal, "filer")
    steps.move_clock(page, portal, third)
    report(page, portal, 381, 412)
    judge(page, portal, "broken")
    wait_for("the second period is public", lambda: len(periods_of(portal)) == 2)
    found = [(one["numerator"], one["denominator"], one["outcome"]) for one in periods_of(portal)]
    assert found == [("380", "390", "kept"), ("381", "412", "broken")]
    ref = json.loads(portal.get("/api/v1/records/")[1])["results"][0]["ref"]
    steps.visit(page, portal, f"/records/{ref}/")
    shown = page.locator("table.series").inner_text()
    assert "380" in shown
    assert "412" in shown
