"""Rows that are never stored: what a handler may not keep is taken out before anything else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid
from credit_portal.imports import registry
from credit_portal.imports.models import ImportBatch
from credit_portal.imports.readers import Table, read_table


def read(batch: ImportBatch, content: bytes, file_name: str) -> Table:
    """The table of a batch's file as far as its handler lets it be stored; the batch says how
    many rows were not.

    Raises Invalid ("import_all_withheld") when nothing is left, and as `readers.read_table`.
    """
    table, handler = read_table(content, file_name), registry.handler(batch.handler)
    kept = []
    for row in table.rows:
        cells = handler.keep(table.headers, row.cells)
        if cells is not None:
            row.cells = cells
            kept.append(row)
    withheld = len(table.rows) - len(kept)
    if withheld and not kept:
        raise Invalid(
            "import_all_withheld",
            _("No row of the file may be kept here: all are about persons or firms."),
            field="file",
        )
    if withheld:
        batch.options = {**batch.options, "withheld": withheld}
    table.rows[:] = kept
    return table
