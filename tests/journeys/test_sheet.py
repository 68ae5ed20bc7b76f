"""A street files its yearly sheet from a table; two row errors are mended in the preview; a second
person approves the whole; the public page of the unit shows the fourteen fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from commitments.models import Sheet
from credit_portal.accounts.models import User
from credit_portal.common import clock
from tests.commitments import sheet_scenes as scenes
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]


@pytest.fixture
def bodies(bodies: dict[str, Any]) -> dict[str, Any]:
    """The city of the journeys with a street; its people are the first of their roles."""
    User.objects.filter(username__in=["officer", "approver"]).update(is_demo=False)
    place = scenes.street(bodies["city"])
    User.objects.filter(username__in=["filer1", "approver1"]).update(is_demo=True)
    return {**bodies, "street": place}


def fill_from_table(page: Page, portal: Portal, folder: Path) -> None:
    """Begin the sheet, download its table, upload it filled with two mistakes, mend them."""
    steps.sign_in(page, portal, "filer")
    year = clock.today().year + 1
    steps.visit(page, portal, f"/staff/commitments/sheets/?year={year}")
    page.locator("main form.inline button").click()
    page.wait_for_url("**/staff/commitments/sheets/*-*/")
    steps.check_accessible(page)
    here = page.url
    steps.visit(page, portal, here.removeprefix(portal.url) + "import/")
    row = Sheet.objects.get()
    file = folder / "sheet.xlsx"
    file.write_bytes(scenes.workbook(row, due="年底前", field="交通", last=f"{year}-09-30"))
    page.locator("#id_file").set_input_files(file)
    page.locator("main form.filing button.main").click()
    page.wait_for_url("**/import/*-*/")
    steps.check_accessible(page)
    assert page.locator(".problems li").count() == 2
    page.locator("#cell-2-due_on").fill(f"{year}-06-30")
    page.locator("#cell-3-sector").fill("物业")
    page.locator("button[value=mend]").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    assert page.locator(".problems li").count() == 0
    page.locator("button[value=apply]").click()
    page.wait_for_url(here)
    assert page.locator("#progress").get_attribute("value") == "14"


def test_a_street_files_its_sheet_from_a_table(
    page: Page, portal: Portal, bodies: dict[str, Any], tmp_path: Path
) -> None:
    fill_from_table(page, portal, tmp_path)
    steps.press(page, "submit")
    steps.sign_in(page, portal, "approver")
    steps.open_work(page, portal, "民生公开承诺")
    assert "就业承诺一项" in page.locator(".preview").inner_text()
    steps.open_act(page, "approve")
    steps.press(page, "approve")
    year = clock.today().year + 1
    path = f"/streets/{scenes.STREET}/?year={year}"
    wait_for("the sheet is public", lambda: "就业承诺一项" in portal.get(path)[1])
    steps.visit(page, portal, path)
    assert page.locator(".sheet-public section").count() == 14
    assert page.locator(".promises > li").count() == 9
    for other in ("/streets/", f"/streets/{scenes.DISTRICT}/", "/streets/fields/parking/"):
        steps.visit(page, portal, f"{other}?year={year}")
    page.set_viewport_size({"width": 390, "height": 844})
    steps.visit(page, portal, f"/streets/?year={year}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
