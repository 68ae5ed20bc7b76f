"""What the page of an import shows of its batch."""

from dataclasses import dataclass
from typing import Any

from credit_portal.common.i18n import is_english
from credit_portal.desk.directory.imported import differences
from credit_portal.imports import mapping as matching
from credit_portal.imports import registry, selectors
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.workflow.changes import Difference

#: Rows with notes, and rows as read, that one page shows.
NOTES_SHOWN = 50
ROWS_SHOWN = 10


@dataclass(frozen=True)
class Noted:
    """A row with what is wrong with it and what deserves a look."""

    line: int
    errors: list[str]
    warnings: list[str]


@dataclass(frozen=True)
class Shown:
    """A row as it stood in the file, only the columns that hold anything."""

    line: int
    cells: list[str]
    bad: bool


def about(batch: ImportBatch) -> dict[str, Any]:
    """State, problems and first rows of a batch, as the template needs them."""
    handler = registry.handler(batch.handler)
    missing = matching.missing_required(batch.columns, handler.columns)
    rows = list(selectors.rows_of(batch)[:ROWS_SHOWN])
    kept = _filled(batch, rows)
    return {
        "batch": batch,
        "kind": handler.title,
        "missing": [column.title() for column in missing],
        "waits": batch.state in {"uploaded", "committing"} and not missing,
        "takes_two": handler.takes_two(batch) and "seconded_by" not in batch.options,
        "changes": _changes(batch),
        "withheld": batch.options.get("withheld", 0),
        "problems": _noted(batch),
        "noted_total": selectors.rows_with_notes(batch).count(),
        "headers": [batch.headers[at] for at in kept],
        "rows": [_shown(row, kept) for row in rows],
        "failure": batch.failure.get("en" if is_english() else "zh-hans", ""),
    }


def _noted(batch: ImportBatch) -> list[Noted]:
    titles = selectors.header_names(batch)
    return [
        Noted(
            row.line_number,
            [selectors.sentence(row, problem, titles) for problem in row.errors],
            [selectors.sentence(row, problem, titles) for problem in row.warnings],
        )
        for row in selectors.rows_with_notes(batch)[:NOTES_SHOWN]
    ]


def _changes(batch: ImportBatch) -> list[Difference]:
    """Field by field what the rows would alter on what stands in the portal."""
    titles = selectors.header_names(batch)
    rows = selectors.rows_that_change(batch)[:NOTES_SHOWN]
    return [line for row in rows for line in differences(row, batch, titles)]


def _filled(batch: ImportBatch, rows: list[ImportRow]) -> list[int]:
    """Positions of the columns in which at least one of the rows holds something."""
    return [
        at
        for at in range(len(batch.headers))
        if any(at < len(row.raw) and str(row.raw[at]).strip() for row in rows)
    ]


def _shown(row: ImportRow, kept: list[int]) -> Shown:
    cells = [str(row.raw[at]) if at < len(row.raw) else "" for at in kept]
    return Shown(row.line_number, cells, row.state == ImportRow.State.INVALID)
