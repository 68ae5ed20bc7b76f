"""Rows of the first visible sheet of an XLSX workbook, read without loading it whole."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl
from django.utils.translation import gettext_lazy as _

from credit_portal.common.archives import BadArchive, read_parts
from credit_portal.common.errors import Invalid
from credit_portal.imports.cells import MAX_COLUMNS, MAX_ROWS, Row, unguard
from credit_portal.imports.registry import Problem

#: Empty formatted rows below the data are read up to here.
_MAX_LINES = MAX_ROWS * 2
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]{3,30})"')
#: Excel keeps 15 digits of a number.
_EXACT = 10**15


def lines(content: bytes) -> Iterator[Row]:
    """Rows with their sheet line numbers. Raises Invalid for a broken or merged sheet."""
    parts = _parts(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = next(s for s in book.worksheets if s.sheet_state == "visible")
        _refuse_merged(sheet, parts)
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=_MAX_LINES, max_col=MAX_COLUMNS + 1, values_only=True)
        # Read to the end here: a broken sheet shows only while it is read.
        found = [_row(number, values) for number, values in enumerate(rows, start=1)]
    except Invalid:
        raise
    except Exception as error:  # openpyxl raises whatever a malformed part provokes
        raise _broken() from error
    if len(found) >= _MAX_LINES:
        raise Invalid(
            "import_too_many_rows", _("The file has more than 20,000 rows. Split it."), field="file"
        )
    return iter(found)


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        parts = read_parts(content)
    except BadArchive as error:
        raise _broken() from error
    if "xl/workbook.xml" not in parts:
        raise _broken()
    return parts


def _broken() -> Invalid:
    return Invalid(
        "import_broken_workbook",
        _(
            "The workbook is broken or holds what cannot be accepted (macros, embedded files). "
            "Save it anew as a plain .xlsx."
        ),
        field="file",
    )


def _refuse_merged(sheet: Any, parts: dict[str, bytes]) -> None:
    # Read-only sheets do not tell their merged cells; their part of the container does.
    part = parts.get(str(sheet._worksheet_path).lstrip("/"), b"")
    merged = [ref.decode() for ref in _MERGED.findall(part)]
    if merged:
        raise Invalid(
            "import_merged_cells",
            _("Cells %(cells)s are merged. Unmerge them and repeat the value in each cell.")
            % {"cells": ", ".join(merged[:5])},
            field="file",
        )


def _row(number: int, values: tuple[Any, ...]) -> Row:
    row = Row(number, [])
    for position, value in enumerate(values, start=1):
        text = _text(value)
        if text is None:
            row.problems.append(
                Problem(
                    "number_too_long",
                    _(
                        "Column %(column)s holds a number of more than 15 digits,"
                        " which Excel rounds. Format the cell as text and enter it again."
                    ),
                    params={"column": position},
                )
            )
        row.cells.append(unguard(text or ""))
    return row


def _text(value: Any) -> str | None:
    """The cell as text: dates in ISO form, whole numbers without point; None: digits are lost."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def _number(value: float) -> str | None:
    if abs(value) >= _EXACT:
        return None
    return str(int(value)) if float(value).is_integer() else repr(value)
