"""Mending cells in the preview itself, so that a file need not be uploaded again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.imports import registry, selectors, services
from credit_portal.imports.cells import MAX_CELL
from credit_portal.imports.models import ImportBatch, ImportRow

Cells = Mapping[int, Mapping[str, str]]
"""{line number: {field: new text}}"""


@transaction.atomic
def mend(*, actor: Actor, batch: ImportBatch, cells: Cells) -> ImportBatch:
    """Put new texts into cells of an import of which nothing was applied, and check all rows anew.

    A field that no column of the file feeds gets one. Raises Conflict when the import has moved
    on or a line cannot be read at all, Invalid for an unknown line or field or a text too long.
    """
    row = services.own_unapplied(actor, batch)
    lines = {one.line_number: one for one in selectors.rows_of(row)}
    changed = []
    for number, texts in cells.items():
        if number not in lines:
            raise Invalid("line_unknown", _("There is no such line in the file."))
        changed.append(_mended(row, lines[number], texts))
    row.save(update_fields=["headers", "columns"])
    ImportRow.objects.bulk_update(changed, ["raw"], batch_size=1000)
    return services.preview(actor=actor, batch=row)


def _mended(batch: ImportBatch, line: ImportRow, texts: Mapping[str, str]) -> ImportRow:
    if any(problem.get("unreadable") for problem in line.errors):
        raise Conflict("line_unreadable", _("This line cannot be read; mend it in the file."))
    for name, text in texts.items():
        if len(text) > MAX_CELL:
            raise Invalid("cell_too_long", _("The text is too long."), field=name)
        at = _place(batch, name)
        line.raw = [*line.raw, *[""] * (at + 1 - len(line.raw))]
        line.raw[at] = text.replace("\x00", "")
    return line


def _place(batch: ImportBatch, name: str) -> int:
    """Where the cells of a field stand in a line; a new column when the file has none."""
    column = registry.handler(batch.handler).column(name)
    if column is None:
        raise Invalid("column_unknown", _("There is no such field."), field=name)
    if name not in batch.columns:
        batch.headers = [*batch.headers, column.title_zh]
        batch.columns = {**batch.columns, name: column.title_zh}
    return list(batch.headers).index(batch.columns[name])
