"""Empty tables to fill in: header, an example line that is passed over, and notes per column."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from credit_portal.imports import tables
from credit_portal.imports.registry import Column, RowHandler


def template_csv(handler: RowHandler) -> bytes:
    """CSV template in the active language. Lines whose first cell begins with #… are no data."""
    width = max(len(handler.columns) - 1, 0)
    notes = [[f"{_note_mark()} {_note(column)}", *[""] * width] for column in handler.columns]
    return tables.write_csv(_headers(handler), [_example(handler), *notes])


def template_xlsx(handler: RowHandler) -> bytes:
    """XLSX template in the active language: the table to fill in, and a sheet of notes."""
    notes = [
        (column.title(), _("yes") if column.required else _("no"), _help(column))
        for column in handler.columns
    ]
    return tables.write_xlsx(
        [
            (_("Data"), _headers(handler), [_example(handler)]),
            (_("Notes on the columns"), [_("Column"), _("Required"), _("What to enter")], notes),
        ]
    )


def _english() -> bool:
    return (translation.get_language() or "").startswith("en")


def _headers(handler: RowHandler) -> list[str]:
    return [column.title() for column in handler.columns]


def _example(handler: RowHandler) -> list[str]:
    english = _english()
    cells = [column.example_en if english else column.example_zh for column in handler.columns]
    mark = "#example" if english else "#示例"
    return [f"{mark} {cells[0]}".strip(), *cells[1:]] if cells else []


def _note_mark() -> str:
    return "#note" if _english() else "#说明"


def _help(column: Column) -> str:
    return column.help_en if _english() else column.help_zh


def _note(column: Column) -> str:
    required = _("required") if column.required else _("optional")
    return _("%(column)s (%(required)s): %(help)s") % {
        "column": column.title(),
        "required": required,
        "help": _help(column),
    }
