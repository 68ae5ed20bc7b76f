"""A row handler of the tests' own, and files for it."""

import io
from typing import Any

import openpyxl
from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict
from credit_portal.imports import registry
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem, RowHandler

NAME = "tests.notes"


class NoteRows(RowHandler):
    """Keeps what was applied in memory; can be told to break."""

    title = _("Notes")
    verb = "platform.reference"
    columns = (
        Column(
            "title",
            "标题",
            "Title",
            True,
            ("题目", "subject"),
            "示例",
            "example",
            "写标题",
            "Write a title",
            20,
        ),
        Column("text", "内容", "Text", False, ("正文",), "内容", "text", "可空", "May be empty"),
    )

    def __init__(self) -> None:
        self.made: list[str] = []
        self.there: set[str] = set()
        self.breaks_at = ""
        self.events: list[str] = []

    def validate(self, row: dict[str, str], context: Any) -> Checked:
        checked = Checked(cleaned=dict(row), key=row["title"])
        if row["title"].startswith("坏"):
            checked.errors.append(Problem("bad", _("The cell is empty. Fill it in."), "title"))
        if row["title"] in self.there:
            checked.existing = f"id-{row['title']}"
        return checked

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        results = []
        for row in rows:
            if row.cleaned["title"] == self.breaks_at:
                raise Conflict("broken", "broken on purpose")
            results.append(f"id-{row.cleaned['title']}")
        self.made += results
        return results

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        for row in rows:
            self.made.remove(row.result_id)

    def happened(self, event: str, actor: Actor, batch: ImportBatch) -> None:
        self.events.append(event)


def fresh_handler() -> NoteRows:
    """A new handler under the same name."""
    handler = NoteRows()
    registry._handlers[NAME] = handler
    return handler


def lines(*rows: str) -> bytes:
    """A CSV of these lines."""
    return "\r\n".join(rows).encode() + b"\r\n"


def numbered(count: int) -> bytes:
    """A CSV of `count` rows 题1, 题2, …"""
    return lines("标题,内容", *(f"题{n},第{n}行" for n in range(1, count + 1)))


def workbook(rows: list[list[Any]], merge: str = "") -> bytes:
    """An XLSX of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
