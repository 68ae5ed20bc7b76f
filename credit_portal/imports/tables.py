"""Tables out: CSV with byte-order mark and XLSX, safe against formula injection (T23)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from credit_portal.imports.cells import FORMULA_STARTS

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
#: Full-width forms that spreadsheet programs fold to formula starts.
WIDE_STARTS = ("＝", "＋", "－", "＠", "\n", "|", "%")
STARTS = FORMULA_STARTS + WIDE_STARTS
#: What they pass over before they look.
BLANKS = " \u00a0\u3000\ufeff"


def guard(value: Any) -> str:
    """The cell as text; an apostrophe before whatever a spreadsheet could take for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    risky = text.lstrip(BLANKS).startswith(STARTS)
    return f"'{text}" if risky else text


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file that Excel opens as UTF-8; every cell guarded, every line ended by CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guard(header) for header in headers])
    for row in rows:
        writer.writerow([guard(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(
    sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Any]]]],
) -> bytes:
    """A workbook of (sheet name, headers, rows); every cell is guarded text, never a formula."""
    book = openpyxl.Workbook(write_only=True)
    for name, headers, rows in sheets:
        sheet = book.create_sheet(title=name[:31])
        sheet.freeze_panes = "A2"
        for position in range(1, len(headers) + 1):
            sheet.column_dimensions[get_column_letter(position)].width = 24
        sheet.append([_cell(sheet, header, bold=True) for header in headers])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    text = "".join(char for char in guard(value) if char >= " " or char in "\t\n\r")
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
