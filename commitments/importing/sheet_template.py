"""The table of a sheet to fill in: unit and year written, a line for each field, drop-downs."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from commitments import codes
from commitments.importing import sheets
from commitments.importing.sheet_columns import COLUMNS
from commitments.models import Sheet
from credit_portal.imports.tables import guard
from credit_portal.publishing import livelihood

LAST_LINE = 200
WIDE = {"title_zh": 30, "matter_zh": 46, "measure_zh": 26, "nothing_zh": 26}
CHOICES: dict[str, Any] = {
    "figure": codes.Figure,
    "comparison": codes.Comparison,
    "period": codes.Period,
}
HEAD = PatternFill("solid", fgColor="E9EFF5")


def table_of(sheet: Sheet) -> bytes:
    """The workbook of a sheet, prefilled with what stands in it."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = f"{sheet.year}年民生承诺"
    page.freeze_panes = "D2"
    for position, column in enumerate(COLUMNS, 1):
        cell = page.cell(1, position, column.title_zh)
        cell.font, cell.fill = Font(bold=True), HEAD
        page.column_dimensions[get_column_letter(position)].width = WIDE.get(column.name, 16)
    for line, row in enumerate(sheets.rows_of_sheet(sheet), 2):
        for position, column in enumerate(COLUMNS, 1):
            cell = page.cell(line, position)
            cell.number_format = "@"
            if text := row.get(column.name):
                cell.value, cell.data_type = guard(text), "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _add_lists(page)
    _add_notes(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_lists(page: Any) -> None:
    """Drop-downs of the columns whose cells are chosen."""
    with translation.override("zh-hans"):
        lists = {name: [str(label) for label in found.labels] for name, found in CHOICES.items()}
    lists["sector"] = [row.label_zh for row in livelihood.fields_on()]
    for position, column in enumerate(COLUMNS, 1):
        if column.name not in lists:
            continue
        chosen = DataValidation(
            type="list", formula1='"' + ",".join(lists[column.name]) + '"', allow_blank=True
        )
        letter = get_column_letter(position)
        chosen.add(f"{letter}2:{letter}{LAST_LINE}")
        page.add_data_validation(chosen)


def _add_notes(book: Any) -> None:
    notes = book.create_sheet(title=_("Notes on the columns"))
    for column in COLUMNS:
        notes.append([column.title_zh, column.help_zh])
    notes.column_dimensions["B"].width = 70
