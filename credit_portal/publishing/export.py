"""What is on display as CSV: lines that PostgreSQL writes and this process only passes on.

`COPY` spells, quotes and guards every cell in the server, row by row, so an export takes the same
memory for ten records and for ten million (docs/performance.md). RFC 4180 with CRLF; UTF-8 with a
mark on demand, so that spreadsheet programs read the Chinese.
"""

from collections.abc import Iterable
from typing import Protocol

from django.db import connections, transaction

from credit_portal.common import clock
from credit_portal.imports.cells import FORMULA_STARTS
from credit_portal.imports.tables import WIDE_STARTS

PUBLIC = "public_read"
MARK = b"\xef\xbb\xbf"
#: Bytes that are gathered before the sink is asked to take them.
PIECE = 1 << 16
#: Cells that begin so are guarded, after blanks of any width, exactly as `imports.tables.guard`.
_BLANKS = " \u00a0\u3000\ufeff"
_STARTS = [*FORMULA_STARTS, *WIDE_STARTS]
#: First characters that begin no formula: unified ideographs, small and large letters, digits.
_PLAIN = ((0x4E00, 0x9FFF), (0x61, 0x7A), (0x41, 0x5A), (0x30, 0x39))


def _text(name: str) -> str:
    """A text that no spreadsheet program takes for a formula. What begins with an ideograph, a
    letter or a digit is told by its first character alone, which is nearly every text."""
    plain = " or ".join(f"ascii(d.{name}) between {a} and {b}" for a, b in _PLAIN)
    risky = f"left(ltrim(d.{name}, %(blanks)s), 1) = any(%(starts)s)"
    return f"case when {plain} then d.{name} when {risky} then '''' || d.{name} else d.{name} end"


def _moment(name: str) -> str:
    """ISO 8601 in the legal time zone, to the second, as the API writes it."""
    return f'to_char(d.{name} at time zone %(zone)s, \'YYYY-MM-DD"T"HH24:MI:SS"+08:00"\')'


#: Columns that can be asked for. Codes and references are of our own making and need no guard.
COLUMNS = {
    "ref": "d.ref",
    "kind": "d.kind",
    "organisation_slug": "d.organisation_slug",
    "organisation_name_zh": _text("organisation_name_zh"),
    "organisation_name_en": _text("organisation_name_en"),
    "division_code": "d.division_code",
    "title_zh": _text("title_zh"),
    "title_en": _text("title_en"),
    "sector": _text("sector"),
    "category": _text("category"),
    "severity": "d.severity",
    "outcome": "d.outcome",
    "due_on": "d.due_on",
    "published_at": _moment("published_at"),
    "updated_at": _moment("updated_at"),
    "version": "d.version",
    "until": "d.until",
}


class Sink(Protocol):
    """Where bytes go: a binary file, a hash, a compressor."""

    def write(self, data: bytes, /) -> object:
        """Take these bytes."""


class _Lines:
    """Gathers the server's lines, one a call, and ends each as RFC 4180 has it."""

    def __init__(self, sink: Sink, mark: bytes) -> None:
        self.sink = sink
        self.pieces = [mark]
        self.size = 0

    def write(self, line: bytes) -> None:
        """A whole line of the server's, ended by LF."""
        self.pieces += (line[:-1], b"\r\n")
        self.size += len(line)
        if self.size >= PIECE:
            self.flush()

    def flush(self) -> None:
        """Hand over what was gathered."""
        self.sink.write(b"".join(self.pieces))
        self.pieces, self.size = [], 0


def statement(columns: Iterable[str], kind: str | None = None) -> tuple[str, dict[str, object]]:
    """The query of an export and its parameters: what is on display today, oldest first.

    Raises KeyError for a column that is not in COLUMNS.
    """
    cells = ", ".join(f'{COLUMNS[name]} as "{name}"' for name in columns)
    parts = [
        f"select {cells} from publishing_displayed d",  # noqa: S608 - expressions of COLUMNS
        "where (d.until is null or d.until >= %(today)s)",
        "and d.kind = %(kind)s" if kind else "",
        "order by d.published_at, d.ref",
    ]
    given = {"blanks": _BLANKS, "starts": _STARTS, "zone": str(clock.TZ), "today": clock.today()}
    return " ".join(filter(None, parts)), {**given, "kind": kind}


def stream_csv(
    columns: Iterable[str], sink: Sink, *, kind: str | None = None, mark: bool = True
) -> int:
    """Write the records on display into `sink` as CSV with a header; answers how many there are.

    One statement, so one moment of the register; `kind` narrows it. `mark` begins with the byte
    order mark. Raises KeyError for an unknown column; what the sink raises ends the export.
    """
    lines = _Lines(sink, MARK if mark else b"")
    query, given = statement(columns, kind)
    with transaction.atomic(using=PUBLIC), connections[PUBLIC].cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        told = cursor.mogrify(query, given).decode()
        cursor.copy_expert(f"copy ({told}) to stdout (format csv, header)", lines)
        count = int(cursor.rowcount)
    lines.flush()
    return count
