"""A published list read from a file and checked as a whole, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commitments.importing.letters import Letter
from commitments.importing.published import read
from credit_portal.common.errors import Invalid
from credit_portal.imports import mapping as matching
from credit_portal.imports import registry
from credit_portal.imports.readers import read_table
from credit_portal.imports.registry import Problem


@dataclass
class Listing:
    """Rows with their line numbers, and what is wrong or odd, as sentences naming the line."""

    letters: list[Letter] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    existing: int = 0


def check(content: bytes, file_name: str, mapping: str) -> Listing:
    """Read and check every row by the handler of a shipped mapping; touches nothing.

    What cannot be read at all is an error of its line too.
    """
    found = Listing()
    shipped = registry.shipped_mappings().get(mapping)
    if shipped is None:
        raise Invalid(
            "mapping_unknown", _("There is no mapping called %(name)s.") % {"name": mapping}
        )
    handler_name, columns = shipped
    if content[:4] != b"PK\x03\x04":
        found.errors += list(_undecodable(content))
    if found.errors:
        return found
    try:
        table = read_table(content, file_name)
    except Invalid as error:
        found.errors.append(_sentence(1, Problem.of(error)))
        return found
    missing = [header for header in columns.values() if header not in table.headers]
    found.errors += [
        _("Line 1: the column “%(name)s” is missing.") % {"name": name} for name in missing
    ]
    if not missing:
        _check_rows(found, table.rows, table.headers, registry.handler(handler_name), columns)
    return found


def _undecodable(content: bytes) -> Iterator[str]:
    """Lines that are no UTF-8; the list is published in it."""
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield _("Line %(line)s: this is no text in UTF-8.") % {"line": number}


def _check_rows(
    found: Listing, rows: Any, headers: list[str], handler: Any, columns: dict[str, str]
) -> None:
    context = handler.context(None)
    seen: dict[str, int] = {}
    for row in rows:
        if row.problems:
            found.errors += [_sentence(row.line, problem) for problem in row.problems]
            continue
        fields = matching.pick(row.cells, headers, columns)
        checked = handler.validate(fields, context)
        found.errors += [_sentence(row.line, problem) for problem in checked.errors]
        name = _("number %(number)s") % {"number": checked.key or "–"}
        found.warnings += [
            f"{_sentence(row.line, problem)} ({name})" for problem in checked.warnings
        ]
        if checked.key and checked.key in seen:
            found.errors.append(
                _("Line %(line)s: number %(number)s stands already in line %(first)s.")
                % {"line": row.line, "number": checked.key, "first": seen[checked.key]}
            )
        seen.setdefault(checked.key, row.line)
        found.existing += bool(checked.existing)
        found.letters.append(read(fields))


def _sentence(line: int, problem: Problem) -> str:
    text = str(problem.message)
    said = text % problem.params if problem.params else text
    return _("Line %(line)s: %(message)s") % {"line": line, "message": said}
