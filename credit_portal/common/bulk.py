"""Many rows in one statement: values as PostgreSQL's own text, made once and parsed in C.

psycopg2 writes a list as an ARRAY[…] expression of one constant each, which Python quotes and the
server parses and plans one by one; a literal of the whole column costs a small part of that.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any
from uuid import UUID

from django.db import connection

_COPY = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


#: How an element stands in an array literal; strings are always quoted, so none reads as NULL.
_ELEMENT: dict[type, Callable[[Any], str]] = {
    str: _quoted,
    bytes: lambda value: f'"\\\\x{value.hex()}"',
    int: str,
    UUID: str,
    date: date.isoformat,
    datetime: lambda value: f'"{value.isoformat()}"',
    type(None): lambda value: "NULL",
}
#: How a field stands in the text format of COPY.
_FIELD: dict[type, Callable[[Any], str]] = {
    str: lambda value: value.translate(_COPY),
    bytes: lambda value: f"\\\\x{value.hex()}",
    int: str,
    UUID: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
    type(None): lambda value: "\\N",
}


def array(values: Iterable[Any]) -> str:
    """An array literal of texts, bytes, integers, UUIDs, dates, moments and None.

    Pass it as one parameter with a cast (`%s::text[]`). Raises KeyError for any other type, and
    ValueError for a text that holds NUL.
    """
    given = values if isinstance(values, list | tuple) else list(values)
    if set(map(type, given)) == {str}:
        return _texts(given)
    return "{" + ",".join([_ELEMENT[type(value)](value) for value in given]) + "}"


def _texts(values: Sequence[str]) -> str:
    """A column of texts, quoted as one: NUL stands between them, which no text can hold."""
    joined = "\0".join(values)
    if joined.count("\0") != len(values) - 1:
        raise ValueError("a text with NUL, which PostgreSQL cannot hold")
    return '{"' + _escaped(joined).replace("\0", '","') + '"}'


def arrays(rows: Iterable[Sequence[Any]], width: int) -> list[str]:
    """Rows turned into one array literal per column; `width` columns when there is no row."""
    columns = list(zip(*rows, strict=True)) or [()] * width
    return [array(column) for column in columns]


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows with COPY, as the application role and under every trigger and constraint.

    The same types as `array`.
    """
    lines = ["\t".join([_FIELD[type(value)](value) for value in row]) for row in rows]
    if not lines:
        return
    statement = f"copy {table} ({', '.join(columns)}) from stdin"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, StringIO("\n".join([*lines, ""])))
