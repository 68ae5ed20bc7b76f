"""Columns of open data: a name, a type, what it means in both languages, where its value stands.

Pure, and below the registry of kinds, so that each owning app can say which parts of its public
documents become columns. No column holds a person's name (security.md T16): in bulk there are none.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from credit_portal.common.clock import TZ

#: Types of a column, as CSVW (https://www.w3.org/TR/tabular-data-primer/) calls them.
TYPES = ("string", "integer", "decimal", "boolean", "date", "dateTime", "anyURI")


Row = list[str | int | bool | None]
Rows = Iterator[Row]


@dataclass(frozen=True)
class Column:
    """One column. `path` is where its value stands in a row, in parts divided by dots (its name
    when empty). `value` computes it instead, or `sql` where PostgreSQL writes the rows (of records
    on display: an expression on the row `d`, its document `d.doc` as jsonb, `%(site)s` is the
    portal's own address). `codes` names the list of codes it takes its values from, `unit` what a
    number counts."""

    name: str
    type: str
    zh: str
    en: str
    path: str = ""
    codes: str = ""
    unit_zh: str = ""
    unit_en: str = ""
    value: Callable[[Any], Any] | None = None
    sql: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a type that no reader would know."""
        if self.type not in TYPES:
            raise ValueError(f"{self.name}: {self.type} is no type of a column")

    def reader(self) -> Callable[[Any], Any]:
        """A function from a row to the plain value: text, whole number, boolean or None."""
        take = self.value or _at(self.path or self.name)
        return lambda row: plain(take(row))


def _at(path: str) -> Callable[[Any], Any]:
    """What stands under a path; None where a part of it is missing."""
    names = path.split(".")

    def found(row: Any) -> Any:
        for name in names:
            if not isinstance(row, Mapping):
                return None
            row = row.get(name)
        return row

    return found


def plain(value: Any) -> str | int | bool | None:
    """The value as every form of the data has it: days as ISO 8601, moments in the legal time
    zone to the second; nothing is None."""
    if value is None or value == "":
        return None
    if isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(TZ).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def count(path: str) -> str:
    """SQL that says how many things stand in the list under a path of the document."""
    found = f"d.doc #> '{{{path.replace('.', ',')}}}'"
    return f"case jsonb_typeof({found}) when 'array' then jsonb_array_length({found}) else 0 end"
