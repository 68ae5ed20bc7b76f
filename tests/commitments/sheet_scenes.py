"""Streets with their people, and what they do with a yearly sheet."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl

from commitments import disclosures_sheets
from commitments.importing.sheet_template import table_of
from commitments.models import Sheet
from commitments.services import sheets, sheets_approval
from credit_portal.common import acts
from tests import factories

DISTRICT, STREET = "999102", "999102001"
DUE = date(2026, 9, 30)
ENTRY: dict[str, Any] = {
    "shape": "one_off",
    "title_zh": "新增停车泊位一百个",
    "matter_zh": "在辖区三个小区新增停车泊位一百个并投入使用。",
    "measure_zh": "投入使用的泊位数",
    "evidence_required_zh": "竣工验收文件",
    "due_on": DUE,
}


@dataclass
class Street:
    """A street office with its people."""

    body: Any
    post: Any
    filer: Any
    approver: Any


def division(code: str, name: str, level: str, kind: str = "", parent: str = "") -> Any:
    """A fictional division."""
    from credit_portal.directory.models import Division

    return Division.objects.get_or_create(
        code=code,
        defaults={
            "name_zh": name, "level": level, "kind": kind, "parent_id": parent or None,
            "is_fictional": True,
        },
    )[0]  # fmt: skip


def street(city: Any, number: int = 1, *, kind: str = "street") -> Street:
    """A street office of the fictional district, with filer, approver and director."""
    division("999100", "示例市", "city")
    division(DISTRICT, "示例甲区", "district", parent="999100")
    name = f"示例{number}街道"
    unit = division(f"{DISTRICT}{number:03d}", name, "street", kind, DISTRICT)
    body = factories.organisation(
        name_zh=f"{name}办事处", name_en=f"Sample street {number}", kind="street_office",
        parent=city, division=unit, is_demo=True,
    )  # fmt: skip
    post = factories.post_with_holder(
        body, title_zh="主任", title_en="Director", holder=f"王示例{number}",
        since=date(2024, 1, 1),
    )  # fmt: skip
    people = [
        factories.user(username=f"{role}{number}", role=role, organisation=body, title="科员")
        for role in ("filer", "approver")
    ]
    return Street(body, post, *people)


def begun(place: Street, year: int = 2026) -> Sheet:
    """An empty sheet."""
    return acts.run(
        sheets.create_sheet, actor=place.filer, organisation_id=place.body.pk, year=year
    ).value


def write(row: Sheet, actor: Any, field: str, *entries: dict[str, Any], nothing: str = "") -> Sheet:
    """Write one field."""
    return acts.run(
        sheets.save_field, actor=actor, sheet_id=row.pk, field=field, entries=list(entries),
        nothing_zh=nothing,
    ).value  # fmt: skip


def filled(place: Street, *, parking: int = 1, year: int = 2026, due: date = DUE) -> Sheet:
    """A complete draft: some commitments on parking, nothing elsewhere."""
    from commitments.codes import LIVELIHOOD_SECTORS

    row = begun(place, year)
    for code in LIVELIHOOD_SECTORS:
        if code == "parking":
            titled = [
                {**ENTRY, "title_zh": f"停车承诺第{n}项", "due_on": due} for n in range(parking)
            ]
            write(row, place.filer, code, *titled)
        else:
            write(row, place.filer, code, nothing="本年度已由区级部门统一承诺")
    row.refresh_from_db()
    return row


def submitted(place: Street, **more: Any) -> Sheet:
    """It, handed in."""
    row = filled(place, **more)
    return acts.run(sheets.submit_sheet, actor=place.filer, sheet_id=row.pk).value


def approve(row: Sheet, approver: Any) -> Sheet:
    """Approve what is seen."""
    digest = disclosures_sheets.preview(row, approver).digest
    return acts.run(
        sheets_approval.approve_sheet, actor=approver, sheet_id=row.pk, digest=digest
    ).value


def approved(place: Street, **more: Any) -> Sheet:
    """It, approved."""
    return approve(submitted(place, **more), place.approver)


def workbook(
    row: Sheet, *, due: str = "2026-09-30", field: str = "", last: str = "2026-09-30"
) -> bytes:
    """The filled table of a sheet: one line a field; `due` and `field` stand in the first two."""
    book = openpyxl.load_workbook(io.BytesIO(table_of(row)))
    page = book.worksheets[0]
    at = {cell.value: cell.column for cell in page[1]}
    for line in range(2, 16):
        name = page.cell(line, at["领域"]).value
        if line > 10:
            page.cell(line, at["本年度无承诺的原因"], "本年度无新增事项")
            continue
        page.cell(line, at["承诺标题"], f"{name}承诺一项")
        page.cell(line, at["承诺内容"], f"完成{name}领域承诺事项。")
        page.cell(line, at["衡量方式"], "完成的件数")
        page.cell(line, at["应交佐证"], "验收文件")
        page.cell(line, at["履行期限"], due if line == 2 else last)
    if field:
        page.cell(3, at["领域"], field)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
