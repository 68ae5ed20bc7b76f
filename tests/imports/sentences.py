"""What is wrong with a batch, in sentences."""

from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.selectors import header_names, rows_of, sentence


def error_sentences(batch: ImportBatch) -> list[str]:
    """A sentence per error of the batch, in line order."""
    columns = header_names(batch)
    rows = rows_of(batch, ImportRow.State.INVALID)
    return [sentence(row, problem, columns) for row in rows for problem in row.errors]


def warning_sentences(batch: ImportBatch) -> list[str]:
    """A sentence per warning of the batch, in line order."""
    columns = header_names(batch)
    rows = rows_of(batch).exclude(warnings=[])
    return [sentence(row, problem, columns) for row in rows for problem in row.warnings]
