"""Next year's notice is loaded by two administrators, and a provisional date becomes final."""

from __future__ import annotations

import json
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from credit_portal.common import clock
from credit_portal.workdays import selectors
from tests.files import samples
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for
from tests.journeys.test_one_off import TEXTS, TITLE, approve

pytestmark = [pytest.mark.committed, pytest.mark.browser]

#: As a notice writes it, without weekdays, so that it fits whatever year comes next.
DAYS = """一、元旦：1月1日至3日放假，共3天。
二、春节：2月5日至9日放假，共5天。
三、清明节：4月4日至6日放假，共3天。
四、劳动节：5月1日至3日放假，共3天。
五、端午节：6月9日放假，共1天。
六、中秋节：9月15日放假，共1天。
七、国庆节：10月1日至4日放假，共4天。
"""
PROVISIONAL = "暂定"


def next_year() -> int:
    """The first year whose holidays are not known."""
    known = set(selectors.loaded_years())
    return next(year for year in count(clock.today().year) if year not in known)


def file_counted_promise(page: Page, portal: Portal, year: int) -> None:
    """A promise due ten working days after 21 December: over New Year."""
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, "/staff/commitments/new/")
    for name, text in TEXTS.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_sector").select_option("housing")
    page.locator("#id_due_rule").select_option("COM-REPORT")
    page.locator("#id_due_start").fill(date(year - 1, 12, 21).isoformat())
    page.locator("form.filing button.main").click()
    page.wait_for_url("**/staff/commitments/*-*/")
    steps.press(page, "submit")


def enter_notice(page: Page, portal: Portal, year: int, folder: Path) -> None:
    """One administrator enters the notice, looks at the preview and lays it before another."""
    paper = folder / "notice.pdf"
    paper.write_bytes(samples.pdf())
    steps.sign_in(page, portal, "system_administrator")
    steps.visit(page, portal, f"/staff/calendar/?year={year}")
    assert PROVISIONAL in page.locator("main").inner_text()
    steps.visit(page, portal, f"/staff/calendar/propose/?year={year}")
    page.locator("#id_issued_on").fill(date(year - 1, 11, 5).isoformat())
    page.locator("#id_url").fill(f"https://www.gov.cn/example/{year}")
    page.locator("#id_notice").set_input_files(paper)
    page.locator("#id_days").fill(DAYS)
    page.locator("#id_reason").fill("国务院办公厅已公布放假安排")
    page.locator("button[value=preview]").click()
    page.wait_for_selector("#preview")
    steps.check_accessible(page)
    assert "放假（春节）" in page.locator("#preview").inner_text()
    page.locator("button[value=propose]").click()
    page.wait_for_url("**/staff/changes/*-*/")
    steps.check_accessible(page)
    assert page.locator("form[action$='/confirm/']").count() == 0


def confirm_notice(page: Page, portal: Portal, year: int) -> None:
    """The other one finds it in his work, compares, confirms; the report fills."""
    steps.sign_in(page, portal, "system_administrator", 1)
    steps.open_work(page, portal, f"{year}年放假安排")
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_selector(".messages .success")
    page.get_by_role("link", name="变动的期限及原因").click()
    page.wait_for_url("**/staff/calendar/reports/*-*/")
    address = page.url

    def finished() -> bool:
        page.goto(address)
        return "完成时间" in page.locator("main").inner_text()

    wait_for("every date is counted", finished)
    steps.check_accessible(page)
    assert "放假（元旦）" in page.locator("main").inner_text()


def read_notice(page: Page, portal: Portal, year: int) -> None:
    """The filer finds one notice with his promise and both dates."""
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, "/staff/notices/")
    told = page.locator("main").inner_text()
    assert TITLE in told and f"由{year}年1月" in told.replace(" ", ""), told


def test_a_provisional_date_becomes_final(
    page: Page, portal: Portal, bodies: dict[str, Any], tmp_path: Path
) -> None:
    year = next_year()
    file_counted_promise(page, portal, year)
    approve(page, portal)
    steps.find_record(portal, "供暖", TITLE)
    found = json.loads(portal.get("/api/v1/records/?outcome=open")[1])["results"]
    address = f"/records/{found[0]['ref']}/"
    assert PROVISIONAL in portal.get(address)[1]
    enter_notice(page, portal, year, tmp_path)
    confirm_notice(page, portal, year)
    wait_for("the record is final", lambda: PROVISIONAL not in portal.get(address)[1])
    record = json.loads(portal.get(f"/api/v1{address}")[1])["document"]
    assert not record["due_explanation"]["provisional"]
    assert record["due_on"] == record["due_explanation"]["due"] >= f"{year}-01-04"
    read_notice(page, portal, year)
