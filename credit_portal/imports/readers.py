"""Tables from CSV and XLSX files, each row with the line number a person sees in the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid
from credit_portal.imports import workbook
from credit_portal.imports.cells import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row, unguard
from credit_portal.imports.registry import Problem

#: First cells that mark a line of a template which is not data.
NOTE_MARKS = ("#示例", "#说明", "#example", "#note")
_DELIMITERS = (",", "\t", ";")


@dataclass
class Table:
    """Header names and the rows below them."""

    headers: list[str]
    rows: list[Row]


def read_table(content: bytes, file_name: str) -> Table:
    """Read a CSV (UTF-8, UTF-16 with mark, GB 18030) or an XLSX file (its first sheet).

    Raises Invalid when the file is too big, broken, of another type, or has no usable header.
    Empty lines and marked notes of a template are passed over.
    """
    if len(content) > MAX_BYTES:
        raise Invalid("import_too_big", _("The file is larger than 20 MB. Split it."), field="file")
    if content[:4] == b"PK\x03\x04":
        return _table(workbook.lines(content), may_be_short=True)
    if file_name.lower().endswith((".xlsx", ".xls", ".xlsm")):
        raise Invalid(
            "import_not_xlsx", _("This is no XLSX workbook. Save it as .xlsx or CSV."), field="file"
        )
    return _table(_csv_lines(decode(content)), may_be_short=False)


def decode(content: bytes) -> str:
    """Text of a CSV file: UTF-16 by its mark, else UTF-8, else GB 18030. Raises Invalid."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Invalid(
        "import_encoding",
        _("The file is no text in UTF-8 or GB 18030. Save it as “CSV UTF-8”."),
        field="file",
    )


def _csv_lines(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(
                start,
                [],
                [
                    Problem(
                        "quote_open",
                        _(
                            "A quotation mark opened here is not closed, or the cell is too long;"
                            " nothing after this line can be read. Add the missing quotation mark."
                        ),
                    )
                ],
            )
            return
        yield Row(start, [unguard(cell) for cell in cells])
        start = reader.line_num + 1


def _delimiter(text: str) -> str:
    first = text[:10_000].split("\n", 1)[0]
    return max(_DELIMITERS, key=first.count)


def _table(lines: Iterator[Row], *, may_be_short: bool) -> Table:
    header = next((row for row in lines if any(cell.strip() for cell in row.cells)), None)
    if header is None or header.problems:
        raise Invalid(
            "import_empty", _("The file has no header line that can be read."), field="file"
        )
    headers = _headers(header)
    rows: list[Row] = []
    for row in lines:
        if not row.problems and (_is_blank(row) or _is_note(row)):
            continue
        if len(rows) >= MAX_ROWS:
            raise Invalid(
                "import_too_many_rows",
                _("The file has more than 20,000 rows. Split it."),
                field="file",
            )
        if may_be_short:  # a sheet keeps no empty cells at the end of a line
            row.cells += [""] * (len(headers) - len(row.cells))
        rows.append(_fitted(row, headers))
    return Table(headers, rows)


def _headers(row: Row) -> list[str]:
    names = [cell.strip() for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise Invalid(
            "import_too_many_columns", _("The file has more than 200 columns."), field="file"
        )
    for position, name in enumerate(names, start=1):
        values = {"line": row.line, "column": position, "name": name}
        if not name:
            raise Invalid(
                "import_header_blank",
                _("Line %(line)s: column %(column)s has no header. Name it or delete the column.")
                % values,
                field="file",
            )
        if names.index(name) != position - 1:
            raise Invalid(
                "import_header_twice",
                _("Line %(line)s: the header “%(name)s” stands twice. Rename or delete one.")
                % values,
                field="file",
            )
    return names


def _is_blank(row: Row) -> bool:
    return not any(cell.strip() for cell in row.cells)


def _is_note(row: Row) -> bool:
    first = row.cells[0].strip().replace(" ", "").lower() if row.cells else ""
    return first.startswith(NOTE_MARKS)


def _fitted(row: Row, headers: list[str]) -> Row:
    """Check the number and the length of the cells against the header."""
    if row.problems and not row.cells:
        return row
    cells = row.cells
    while len(cells) > len(headers) and not cells[-1].strip():
        cells = cells[:-1]
    problems = list(row.problems)
    if len(cells) != len(headers):
        problems.append(
            Problem(
                "cell_count",
                _(
                    "The line has %(found)s cells, the header has %(wanted)s. Look for a missing"
                    " or a surplus comma or quotation mark."
                ),
                params={"found": len(cells), "wanted": len(headers)},
            )
        )
    problems.extend(_too_long(cells, headers))
    return Row(row.line, [cell[:MAX_CELL] for cell in cells], problems)


def _too_long(cells: list[str], headers: list[str]) -> Iterator[Problem]:
    for position, cell in enumerate(cells):
        if len(cell) > MAX_CELL:
            name = headers[position] if position < len(headers) else str(position + 1)
            yield Problem(
                "cell_too_long",
                _("Column “%(name)s” has %(found)s characters; at most 10,000 are possible."),
                params={"name": name, "found": len(cell)},
            )
