"""Rows that are never stored: what a handler may not keep is taken out before anything else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid
from credit_portal.imports.models import ImportBatch
from credit_portal.imports.readers import Table
from credit_portal.imports.registry import RowHandler


def apply(batch: ImportBatch, table: Table, handler: RowHandler) -> None:
    """Leave in the table what its handler lets be stored; the batch says how many rows were not.

    Raises Invalid ("import_all_withheld") when nothing is left.
    """
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
