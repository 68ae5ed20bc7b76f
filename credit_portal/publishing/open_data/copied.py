"""Records on display as PostgreSQL spells them: one statement for each form, passed on by COPY.

The server quotes, guards and encodes every cell; this process passes whole lines on to the files,
so that memory is the same for ten records and for ten million. What is on display is asked by
`selectors.published`, whose statement stands in the middle of both.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from django.conf import settings
from django.db import connections, transaction
from django.db.models import JSONField
from django.db.models.functions import Cast

from credit_portal.common.clock import TZ
from credit_portal.imports.tables import BLANKS, STARTS
from credit_portal.publishing import selectors
from credit_portal.publishing.open_data.columns import Column, Rows
from credit_portal.publishing.open_data.forms import MARK, PIECE, Hashed

DOCUMENT = "document"
#: No JSON text holds these two bytes, so COPY neither quotes nor doubles anything in it.
_BARE = r"format csv, delimiter E'\x01', quote E'\x02'"
#: Texts that begin so are no formulas, which two comparisons of bytes tell of nearly every text;
#: only what is left is looked at as `imports.tables.guard` does.
_PLAIN = (("A", "{"), ("\u3001", "\ue000"), ("0", ":"))
_SET = "select set_config('timezone', %s, true), set_config('enable_sort', %s, true)"


class _Ended:
    """Takes the server's lines, one a call, and ends each by CRLF as RFC 4180 has it."""

    def __init__(self, file: Hashed) -> None:
        self.file = file
        self.lines: list[bytes] = []
        self.size = 0

    def write(self, line: bytes) -> None:
        """A whole line, ended by LF."""
        self.lines.append(line[:-1])
        self.size += len(line)
        if self.size >= PIECE:
            self.flush()

    def flush(self) -> None:
        """Hand over what was gathered."""
        self.file.write(b"\r\n".join([*self.lines, b""]))
        self.lines, self.size = [], 0


def write_csv(kind: str | None, columns: Sequence[Column], file: Hashed) -> int:
    """Write what is on display (of one kind) as CSV; answers how many records."""
    file.write(MARK.encode())
    lines = _Ended(file)
    with _spelling() as cursor:
        query = _csv(cursor, kind, columns)
        cursor.copy_expert(f"copy ({query}) to stdout (format csv, header)", lines)
        count = int(cursor.rowcount)
    lines.flush()
    return count


def write_lines(kind: str | None, columns: Sequence[Column], file: Hashed) -> int:
    """The same as JSON Lines."""
    lines = io.BufferedWriter(file, PIECE)
    with _spelling() as cursor:
        query = _json(cursor, kind, columns)
        cursor.copy_expert(f"copy ({query}) to stdout ({_BARE})", lines)
        count = int(cursor.rowcount)
    lines.flush()
    return count


def rows(kind: str | None, columns: Sequence[Column], most: int | None = None) -> Rows:
    """The same as values, all at once: for the first few."""
    with _spelling() as cursor:
        cursor.execute(_json(cursor, kind, columns, most))
        found = cursor.fetchall()
    for (line,) in found:
        yield list(orjson.loads(line).values())


@contextmanager
def _spelling() -> Iterator[Any]:
    """A cursor that spells moments in the legal time zone, and takes the rows by the index of the
    newest instead of sorting them with their documents on the disk. Whatever else reads by this
    connection relies on what was, which is back at the end (an error ends it by itself)."""
    link = connections[selectors.PUBLIC]
    within = transaction.atomic(using=selectors.PUBLIC)
    with within, link.cursor() as cursor, link.wrap_database_errors:
        cursor.execute(_SET, [str(TZ), "off"])
        yield cursor
        cursor.execute(_SET, [link.timezone_name, "on"])


def _csv(cursor: Any, kind: str | None, columns: Sequence[Column]) -> str:
    """Cells as text. Those of documents are taken out once, below what looks at them."""
    taken = "".join(
        f", d.doc #>> {_place(one)} as {_named(one)}" for one in columns if _is_in_document(one)
    )
    below = _shown(cursor, kind, columns, None)
    if taken:
        below = f"select d.*{taken} from ({below}) d offset 0"  # noqa: S608 - names of columns
    cells = ", ".join(f'{_cell(one)} as "{one.name}"' for one in columns)
    return _filled(cursor, f"select {cells}", below)


def _json(cursor: Any, kind: str | None, columns: Sequence[Column], most: int | None = None) -> str:
    values = ", ".join(f'{_value(one)} as "{one.name}"' for one in columns)
    below = _shown(cursor, kind, columns, most)
    return f"select row_to_json(t)::text from ({_filled(cursor, f'select {values}', below)}) t"  # noqa: S608 - names of columns


def _filled(cursor: Any, select: str, below: str) -> str:
    given = {"site": settings.PUBLIC_URL, "blanks": BLANKS, "starts": list(STARTS)}
    return f"{cursor.mogrify(select, given).decode()} from ({below}) d"


def _shown(cursor: Any, kind: str | None, columns: Sequence[Column], most: int | None) -> str:
    """The statement of the one rule of display, with the columns of the row that are needed."""
    found = selectors.published(kind)
    stored = {_path(one)[0] for one in columns if not one.sql} - {DOCUMENT}
    names = sorted(stored | {"ref", "row"})
    if any("d.doc" in one.sql or _is_in_document(one) for one in columns):
        found = found.annotate(doc=Cast(DOCUMENT, JSONField()))
        names.append("doc")
    compiler = found.values(*names)[:most].query.get_compiler(selectors.PUBLIC)
    statement: bytes = cursor.mogrify(*compiler.as_sql())
    return statement.decode()


def _path(column: Column) -> list[str]:
    return (column.path or column.name).split(".")


def _is_in_document(column: Column) -> bool:
    return not column.sql and _path(column)[0] == DOCUMENT


def _place(column: Column) -> str:
    return f"'{{{','.join(_path(column)[1:])}}}'"


def _named(column: Column) -> str:
    return f'"cell_{column.name}"'


def _cell(column: Column) -> str:
    """A cell of CSV: text of others is guarded, numbers and what we make ourselves need not be."""
    if _is_in_document(column):
        text = f"d.{_named(column)}"
        kept = f"jsonb_typeof(d.doc #> {_place(column)}) <> 'string'"
        return f"case when {kept} then {text} else {_guarded(text)} end"
    if column.type == "boolean":
        return f"case when {column.sql} then 'true' else 'false' end"
    if column.type == "dateTime":
        return f"replace({_value(column)}::text, ' ', 'T') || ':00'"
    if column.type == "string":
        return _guarded(f"({column.sql})" if column.sql else f"d.{_path(column)[0]}")
    return _value(column)


def _value(column: Column) -> str:
    """A value as JSON has it; no text is null."""
    if column.sql:
        return column.sql
    if _is_in_document(column):
        return f"nullif(d.doc #> {_place(column)}, '\"\"')"
    stored = f"d.{_path(column)[0]}"
    if column.type == "dateTime":
        return f"date_trunc('second', {stored})"
    return f"nullif({stored}, '')" if column.type == "string" else stored


def _guarded(text: str) -> str:
    """`imports.tables.guard` as SQL, and null for no text."""
    plain = " or ".join(
        f"({text} >= '{first}' collate \"C\" and {text} < '{behind}' collate \"C\")"
        for first, behind in _PLAIN
    )
    risky = f"left(ltrim({text}, %(blanks)s), 1) = any(%(starts)s)"
    return (
        f"case when {plain} then {text} when {text} = '' then null"
        f" when {risky} then '''' || {text} else {text} end"
    )
