"""Reads of imports: a person's batches, their rows, and errors as sentences."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import NotFound
from credit_portal.imports import registry, tables
from credit_portal.imports.models import ImportBatch, ImportRow, Mapping


def visible_to(actor: Actor) -> QuerySet[ImportBatch]:
    """The actor's own batches, the newest first."""
    rows = ImportBatch.objects.filter(actor_id=actor_id(actor))
    return rows.select_related("mapping").order_by("-created_at")


def batch_for(actor: Actor, pk: UUID) -> ImportBatch:
    """One of the actor's own batches. Raises NotFound."""
    batch = visible_to(actor).filter(pk=pk).first()
    if batch is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return batch


def rows_of(batch: ImportBatch, state: str = "") -> QuerySet[ImportRow]:
    """Rows in line order, of one state when given."""
    rows = ImportRow.objects.filter(batch=batch).order_by("line_number")
    return rows.filter(state=state) if state else rows


def rows_with_notes(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Rows that have an error or a warning, in line order."""
    return rows_of(batch).filter(~Q(errors=[]) | ~Q(warnings=[]))


def rows_that_change(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Rows without errors that would alter what stands in the portal, in line order."""
    return rows_of(batch, ImportRow.State.VALID).filter(cleaned__has_key="changes")


def rows_for_two(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Rows that may not be done by one person alone, in line order."""
    return rows_of(batch, ImportRow.State.VALID).filter(cleaned__two=True)


def batch_of(pk: UUID) -> ImportBatch | None:
    """A batch by its id, whosever it is; for what a second person confirms."""
    return ImportBatch.objects.filter(pk=pk).first()


def mappings_for(actor: Actor, handler: str) -> QuerySet[Mapping]:
    """Shipped mappings and the actor's own, of one kind of rows, by name."""
    mine = Q(is_shipped=True) | Q(owner_id=actor_id(actor))
    return Mapping.objects.filter(mine, handler=handler).order_by("name")


def waiting() -> list[UUID]:
    """Ids of batches that a worker has to preview or to go on importing, the oldest first."""
    states = (ImportBatch.State.UPLOADED, ImportBatch.State.COMMITTING)
    rows = ImportBatch.objects.filter(state__in=states).order_by("created_at")
    return list(rows.values_list("pk", flat=True))


def sentence(row: ImportRow, problem: dict[str, str], columns: dict[str, str]) -> str:
    """“Line 17, column “Title”: …” in the active language."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    values = {
        "line": row.line_number,
        "column": columns.get(problem["column"], problem["column"]),
        "message": problem.get(language, problem["code"]),
    }
    if problem["column"]:
        return _("Line %(line)s, column “%(column)s”: %(message)s") % values
    return _("Line %(line)s: %(message)s") % values


def header_names(batch: ImportBatch) -> dict[str, str]:
    """{field: header in the file, or the column's title when no header feeds it}."""
    titles = {c.name: c.title() for c in registry.handler(batch.handler).columns}
    return titles | dict(batch.columns)


def error_table(batch: ImportBatch) -> bytes:
    """CSV of the rows with errors as they stood in the file, the errors in a last column."""
    columns = header_names(batch)
    rows = (
        [row.line_number, *row.raw, " ".join(sentence(row, p, columns) for p in row.errors)]
        for row in rows_of(batch, ImportRow.State.INVALID)
    )
    return tables.write_csv([_("Line"), *batch.headers, _("Errors")], rows)
