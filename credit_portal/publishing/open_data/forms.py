"""The forms of a table: CSV and JSON Lines, written row by row (those of records by the server:
`copied`), and a workbook made of the latter.

CSV: UTF-8 with byte-order mark, RFC 4180 with CRLF, an apostrophe before text that a spreadsheet
program would take for a formula (`imports.tables.guard`). JSON Lines and workbook hold the text
as it is: neither knows formulas in plain text cells.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import orjson
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from credit_portal.imports.tables import guard
from credit_portal.publishing.open_data.columns import Column, Row

MARK = "\ufeff"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Rows of a sheet of Excel, and characters of a cell of it.
MOST_ROWS = 1_048_576
LONGEST = 32_767
#: Bytes that are gathered before they go to the disk.
PIECE = 1 << 16


class Hashed(io.RawIOBase):
    """A file that knows its size and SHA-256 when it is closed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.file: BinaryIO = path.open("wb", buffering=PIECE)
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Take these bytes."""
        self.digest.update(data)
        self.size += len(data)
        return self.file.write(data)

    def close(self) -> None:
        """Close the file too."""
        if not self.closed:
            self.file.close()
        super().close()


def _text(value: str | int | bool | None) -> str:
    """A cell of CSV."""
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def write_lines(
    columns: Sequence[Column], rows: Iterable[Row], csv_file: Hashed, json_file: Hashed
) -> int:
    """Write each row to both files, never more than one in memory; answers how many."""
    names = [column.name for column in columns]
    text = io.TextIOWrapper(io.BufferedWriter(csv_file, PIECE), encoding="utf-8", newline="")
    lines = io.BufferedWriter(json_file, PIECE)
    text.write(MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([_text(value) for value in row])
        lines.write(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n")
        count += 1
    text.flush()
    lines.flush()
    return count


def write_workbook(
    path: Path, about: Sequence[Sequence[str]], names: Sequence[str], lines: Path, most: int
) -> int:
    """A workbook of the first `most` rows of a file of JSON Lines, with a sheet that says what is
    what; answers how many rows it holds. Flat memory: rows go to the disk as they come, and leave
    it again when the workbook cannot be finished."""
    book = openpyxl.Workbook(write_only=True)
    try:
        count = _fill(book, names, lines, min(most, MOST_ROWS - 1))
        notes = book.create_sheet("about")
        for told in about:
            notes.append([_cell(notes, value) for value in told])
        book.save(path)
    except BaseException:
        path.unlink(missing_ok=True)
        _clean(book)
        raise
    return count


def _fill(book: Any, names: Sequence[str], lines: Path, most: int) -> int:
    """The sheet of the data."""
    sheet = book.create_sheet("data")
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, name) for name in names])
    count = 0
    with lines.open("rb") as file:
        for line in file:
            if count == most:
                break
            sheet.append([_cell(sheet, value) for value in orjson.loads(line).values()])
            count += 1
    return count


def _clean(book: Any) -> None:
    """Delete the files that openpyxl gathers rows in; by itself it does so after saving, or when
    the process ends, which a worker does not."""
    for sheet in book:
        with suppress(OSError):
            if not sheet.closed:
                sheet.close()
        with suppress(AttributeError, OSError):  # nothing written yet; saved already
            sheet._writer.cleanup()


def _cell(sheet: Any, value: Any) -> Any:
    """A number or truth as such, anything else as text and never as a formula."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST])
    cell.data_type = "s"
    return cell


def _bold(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell
