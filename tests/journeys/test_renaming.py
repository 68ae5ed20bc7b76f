"""A body is renamed: proposed by its filer with the document, confirmed, told to the public."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page

from credit_portal.common import clock
from tests.files import samples
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]

OLD, NEW = "示例市住房保障局", "示例市房产局"


def propose(page: Page, portal: Portal, body: Any, folder: Path) -> None:
    """The filer opens the page of the body and proposes the new name with its document."""
    paper = folder / "approval.pdf"
    paper.write_bytes(samples.pdf())
    steps.sign_in(page, portal, "filer")
    steps.visit(page, portal, f"/staff/directory/bodies/{body.pk}/")
    page.get_by_role("link", name="登记更名").click()
    steps.check_accessible(page)
    page.locator("#id_name_zh").fill(NEW)
    page.locator("#id_effective_on").fill(clock.today().isoformat())
    page.locator("#id_basis").fill("示政发〔2026〕9号")
    page.locator("#id_reason").fill("机构改革，批复见附件。")
    page.locator("#id_document").set_input_files(paper)
    page.locator("main form button.main").click()
    page.wait_for_url(f"**/staff/directory/bodies/{body.pk}/")
    steps.visit(page, portal, "/staff/directory/proposals/")


def confirm(page: Page, portal: Portal, subject: str) -> None:
    """The system administrator finds it in his work, looks at the document and confirms."""
    steps.sign_in(page, portal, "system_administrator")
    steps.open_work(page, portal, subject)
    page.get_by_role("button", name="确认变更").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    page.locator(".messages .success").wait_for()


def edited_table(page: Page, portal: Portal, body: Any) -> bytes:
    """The bodies as XLSX, with another telephone number, as Excel would save it."""
    steps.visit(page, portal, f"/staff/directory/bodies/{body.pk}/")
    with page.expect_download() as got:
        page.get_by_role("button", name="机构 (XLSX)").click()
    book = openpyxl.load_workbook(io.BytesIO(got.value.path().read_bytes()))
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("联系电话") + 1).value = "024-12345678"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring_back(page: Page, portal: Portal, table: bytes, folder: Path) -> None:
    """Upload it, look at the difference, import it."""
    file = folder / "bodies.xlsx"
    file.write_bytes(table)
    steps.visit(page, portal, "/staff/imports/")
    page.locator("#id_handler").select_option("directory.organisations")
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_url("**/staff/imports/*-*/")

    def previewed() -> bool:
        page.reload()
        return page.locator("table.differences ins", has_text="024-12345678").count() == 1

    wait_for("the preview with its difference", previewed)
    steps.check_accessible(page)
    page.locator("button[data-key=i]").click()


def test_a_filer_proposes_and_the_public_reads_both_names(
    page: Page, portal: Portal, bodies: dict[str, Any], tmp_path: Path
) -> None:
    bureau = bodies["bureau"]
    propose(page, portal, bureau, tmp_path)
    confirm(page, portal, f"{OLD} · 登记更名")
    bring_back(page, portal, edited_table(page, portal, bureau), tmp_path)
    page.context.clear_cookies()
    steps.visit(page, portal, f"/organisations/?q={OLD}")
    assert f"原名：{OLD}" in page.locator("main").inner_text()
    page.get_by_role("link", name=NEW).click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    text = page.locator("main").inner_text()
    assert OLD in text and NEW in text and "示政发〔2026〕9号" in text

    def called() -> bool:
        page.reload()
        return "024-12345678" in page.locator("main").inner_text()

    wait_for("the imported telephone number on the public page", called)
