"""Which header feeds which field: recognised by name, or taken from a saved mapping. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from credit_portal.imports.registry import Column


def fold(header: str) -> str:
    """Compatibility forms folded, lower case, only letters and digits kept; brackets dropped."""
    text = unicodedata.normalize("NFKC", header).lower().split("(")[0]
    return "".join(char for char in text if char.isalnum())


def recognise(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """{field: header} for every column whose name, titles or synonyms a header equals."""
    by_fold = {fold(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for column in columns:
        names = (column.title_zh, column.title_en, column.name, *column.synonyms)
        header = next((by_fold[fold(n)] for n in names if fold(n) in by_fold), None)
        if header is not None and header not in found.values():
            found[column.name] = header
    return found


def missing_required(found: Mapping[str, str], columns: Sequence[Column]) -> list[Column]:
    """Required columns that no header feeds."""
    return [column for column in columns if column.required and column.name not in found]


def pick(cells: Sequence[str], headers: Sequence[str], found: Mapping[str, str]) -> dict[str, str]:
    """{field: text} of a row, stripped; cells that are not there are empty."""
    at = {header: position for position, header in enumerate(headers)}
    return {
        name: cells[at[header]].strip() if at[header] < len(cells) else ""
        for name, header in found.items()
    }
