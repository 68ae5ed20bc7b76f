"""Cells and limits that both readers share."""

from __future__ import annotations

from dataclasses import dataclass, field

from credit_portal.imports.registry import Problem

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Row:
    """Cells of one line by position, or what keeps them from being read."""

    line: int
    cells: list[str]
    problems: list[Problem] = field(default_factory=list)


def unguard(cell: str) -> str:
    """Take off the apostrophe that our own export puts before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS and cell[1:] else cell
