"""The preview: each row against its handler, duplicates within the file, counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid
from credit_portal.imports import mapping as matching
from credit_portal.imports import registry, selectors
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Problem, RowHandler

#: The first line of each key, and what it says.
Seen = dict[str, tuple[int, dict[str, Any]]]
_AT_ONCE = 2_000
_SAVE = """
    update imports_importrow as r
       set cleaned = v.cleaned, errors = v.errors, warnings = v.warnings, state = v.state,
           result_id = v.result_id
      from jsonb_to_recordset(%s::jsonb)
        as v(id bigint, cleaned jsonb, errors jsonb, warnings jsonb, state text, result_id text)
     where r.id = v.id
"""


def check_columns(batch: ImportBatch, columns: Mapping[str, str]) -> None:
    """Raise Invalid for an unknown field or header, or a required field that none feeds."""
    handler = registry.handler(batch.handler)
    for name, header in columns.items():
        if handler.column(name) is None:
            raise Invalid(
                "column_unknown",
                _("The field “%(name)s” does not exist.") % {"name": name},
                field="columns",
            )
        if header not in batch.headers:
            raise Invalid(
                "header_missing",
                _("The file has no column “%(name)s”.") % {"name": header},
                field="columns",
            )
    missing = [c.title() for c in matching.missing_required(columns, handler.columns)]
    if missing:
        raise Invalid(
            "columns_missing",
            _(
                "No column of the file was found for: %(names)s. Choose the columns by hand, or "
                "use the headers of the template."
            )
            % {"names": ", ".join(missing)},
            field="columns",
        )


def check_rows(batch: ImportBatch, handler: RowHandler) -> None:
    """Validate all rows and count; structural errors of the file stay as they are."""
    context = handler.context(batch)
    rows = list(selectors.rows_of(batch))
    seen: Seen = {}
    for row in rows:
        if not any(problem.get("unreadable") for problem in row.errors):
            _check_row(row, handler, batch, context, seen)
    _save(rows)
    batch.rows_invalid = _count(rows, ImportRow.State.INVALID)
    batch.rows_duplicate = _count(rows, ImportRow.State.DUPLICATE)
    batch.rows_warned = sum(1 for row in rows if row.warnings)


def _save(rows: list[ImportRow]) -> None:
    """Write the outcome of many rows at once; bulk_update takes a minute for 20,000."""
    fields = ("id", "cleaned", "errors", "warnings", "state", "result_id")
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            part = [
                {name: getattr(row, name) for name in fields}
                for row in rows[start : start + _AT_ONCE]
            ]
            cursor.execute(_SAVE, [json.dumps(part, ensure_ascii=False)])


def _count(rows: Iterable[ImportRow], state: str) -> int:
    return sum(1 for row in rows if row.state == state)


def _check_row(
    row: ImportRow, handler: RowHandler, batch: ImportBatch, context: Any, seen: Seen
) -> None:
    fields = matching.pick(row.raw, batch.headers, batch.columns)
    checked = _required(fields, handler)
    if not checked.errors:
        checked = handler.validate(fields, context)
    own = (row.line_number, checked.cleaned | _beside(checked))
    earlier, said = seen.setdefault(checked.key, own) if checked.key else own
    if handler.whole and handler.said(said) != handler.said(own[1]):
        checked.errors.append(_contradiction(earlier))
    row.state = ImportRow.State.VALID
    if checked.errors:
        row.state = ImportRow.State.INVALID
    elif earlier != row.line_number or checked.existing:
        row.state = ImportRow.State.DUPLICATE
        checked.warnings.append(_duplicate(earlier, row.line_number))
    row.cleaned, row.result_id = own[1], checked.existing
    row.errors = [problem.as_json() for problem in checked.errors]
    row.warnings = [problem.as_json() for problem in checked.warnings]


def _beside(checked: Checked) -> dict[str, Any]:
    """What the preview and the second person need to know of the row."""
    changes = [[one.column, one.before, one.after] for one in checked.changes]
    return ({"changes": changes} if changes else {}) | ({"two": True} if checked.two else {})


def _required(fields: dict[str, str], handler: RowHandler) -> Checked:
    """Errors that every handler shares: required cells that are empty, cells too long."""
    errors = []
    for column in handler.columns:
        text = fields.get(column.name, "")
        if column.required and not text:
            errors.append(
                Problem("cell_required", _("The cell is empty. Fill it in."), column.name)
            )
        if len(text) > column.max_length:
            errors.append(
                Problem(
                    "cell_too_long_for_field",
                    _(
                        "The text has %(found)s characters; at most %(most)s are possible."
                        " Shorten it."
                    ),
                    column.name,
                    {"found": len(text), "most": column.max_length},
                )
            )
    return Checked(errors=errors)


def _contradiction(earlier: int) -> Problem:
    return Problem(
        "rows_contradict",
        _("Line %(line)s says something else of the same entry. Keep one of the two."),
        params={"line": earlier},
    )


def _duplicate(earlier: int, line: int) -> Problem:
    if earlier != line:
        return Problem(
            "duplicate_in_file",
            _("The same as line %(line)s; it will be passed over."),
            params={"line": earlier},
        )
    return Problem("duplicate_existing", _("It is in the portal already and will be passed over."))
