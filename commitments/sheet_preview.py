"""The preview of a sheet's table: rows as understood, bad cells as fields to be mended."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import get_language

from commitments.importing.sheet_columns import CHOSEN, COLUMNS
from commitments.importing.sheet_template import CHOICES
from credit_portal.imports import mapping, selectors
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.publishing import livelihood

SHOWN = ("sector", "title_zh", "due_on", "indicator_zh", "nothing_zh")
LONG = {"matter_zh", "measure_zh", "evidence_required_zh", "source_zh", "nothing_zh"}


def about(batch: ImportBatch) -> dict[str, Any]:
    """Context of the preview page."""
    rows = list(selectors.rows_of(batch))
    lists = _lists()
    bad = [_bad(batch, row, lists) for row in rows if row.errors]
    return {
        "batch": batch,
        "bad": bad,
        "problems": sum(len(one["problems"]) for one in bad),
        "good": [_good(batch, row) for row in rows if not row.errors],
        "headers": [column.title() for column in COLUMNS if column.name in SHOWN],
        "failure": batch.failure.get(_language(), "") if batch.failure else "",
        "ready": batch.state == "previewed" and not batch.rows_invalid,
        "waits": batch.state in {"uploaded", "committing"},
    }


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh-hans"


def _cells(batch: ImportBatch, row: ImportRow) -> dict[str, str]:
    return mapping.pick(row.raw, batch.headers, batch.columns)


def _good(batch: ImportBatch, row: ImportRow) -> dict[str, Any]:
    cells = _cells(batch, row)
    return {"line": row.line_number, "cells": [cells.get(name, "") for name in SHOWN]}


def _bad(batch: ImportBatch, row: ImportRow, lists: dict[str, list[str]]) -> dict[str, Any]:
    """A row with errors: the sentences, and the whole line as fields, bad ones marked."""
    cells = _cells(batch, row)
    wrong: dict[str, list[str]] = {}
    for problem in row.errors:
        wrong.setdefault(problem["column"], []).append(problem.get(_language(), problem["code"]))
    fields = [
        {
            "name": f"cell-{row.line_number}-{column.name}",
            "label": column.title(),
            "value": cells.get(column.name, ""),
            "errors": wrong.get(column.name, []),
            "choices": lists.get(column.name, []),
            "long": column.name in LONG,
        }
        for column in COLUMNS
        if column.name in wrong or column.name not in {"unit", "year"}
    ]
    return {
        "line": row.line_number,
        "name": cells.get("title_zh") or cells.get("sector") or "—",
        "unreadable": any(problem.get("unreadable") for problem in row.errors),
        "problems": [(texts, column) for column, texts in wrong.items()],
        "wrong": [field for field in fields if field["errors"]],
        "others": [field for field in fields if not field["errors"]],
        "whole": wrong.get("", []),
    }


def _lists() -> dict[str, list[str]]:
    """Choices of the cells that are chosen, in Chinese as in the table."""
    with translation.override("zh-hans"):
        lists = {name: [str(label) for label in found.labels] for name, found in CHOICES.items()}
    lists["sector"] = [row.label_zh for row in livelihood.fields_on()]
    return {name: lists[name] for name in CHOSEN}
