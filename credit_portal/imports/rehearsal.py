"""The preview of an import that stands or falls as a whole: written, and taken back at once."""

from __future__ import annotations

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.common.errors import DomainError
from credit_portal.imports import selectors
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Problem, RowHandler


class _Undone(Exception):
    """Raised to take back what the rehearsal wrote."""


def rehearse(batch: ImportBatch, handler: RowHandler, actor: Actor) -> None:
    """Apply the rows in file order and take them back; what a service refuses is an error of its
    row. Nothing is rehearsed while a row has errors already: others could only follow from them.
    """
    if not handler.whole or batch.rows_invalid:
        return
    rows = list(selectors.rows_of(batch, ImportRow.State.VALID))
    try:
        with transaction.atomic():
            problems = {row: _refusal(row, handler, actor, batch) for row in rows}
            raise _Undone
    except _Undone:
        pass
    wrong = [row for row in rows if problems[row]]
    for row in wrong:
        row.errors = [problem.as_json() for problem in problems[row]]
        row.state = ImportRow.State.INVALID
    ImportRow.objects.bulk_update(wrong, ["errors", "state"], batch_size=1000)
    batch.rows_invalid = len(wrong)


def _refusal(
    row: ImportRow, handler: RowHandler, actor: Actor, batch: ImportBatch
) -> list[Problem]:
    """Why the row cannot be applied; empty, and the row written, when it can."""
    try:
        with transaction.atomic():
            handler.apply([row], actor, batch)
    except DomainError as error:
        field = error.field or ""
        return [Problem.of(error, field if handler.column(field) else "")]
    except (DataError, IntegrityError, ValueError, OverflowError):
        sentence = _("This row cannot be entered as it stands. Check its days and texts.")
        return [Problem("row_refused", sentence)]
    return []
