"""Rows of a published list (``import_commitments``): check, take over, take back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments.importing import letters
from commitments.services import takeover
from credit_portal.common.actors import Actor
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem, RowHandler

SENTENCES: dict[str, Any] = {
    "damaged_text": _("There are characters here that are no text; the file is damaged."),
    "number_missing": _("The number is missing."),
    "number_wrong": _("The number must consist of digits."),
    "text_missing": _("The text of the commitment is missing."),
    "text_too_long": _("The text has more than 2000 characters."),
    "lead_missing": _("The reporting lead is missing."),
    "name_too_long": _("A name has more than 300 characters: “%(value)s…”."),
    "blank_name": _("A name in the list is blank; it is left out."),
    "lead_not_among_all": _("The lead “%(value)s” is not among all ministers."),
    "changed_since": _("Number %(value)s was taken over earlier with another content."),
}


def problem(slip: letters.Slip) -> Problem:
    """A slip as a sentence."""
    return Problem(slip.code, SENTENCES[slip.code], slip.column, {"value": slip.value})


class PublishedList(RowHandler):
    """The mandate letters of 2021: number, text, lead, everybody named."""

    title = _("Published list of another government")
    columns = (
        Column("number", "编号", "Number", required=True, max_length=60),
        Column("text", "承诺内容", "Commitment", required=True, synonyms=("Commitment",)),
        Column("lead", "牵头岗位", "Reporting lead", required=True),
        Column("all", "全部岗位", "All ministers"),
    )
    verb = policies.TAKE_OVER

    def context(self, batch: ImportBatch) -> dict[str, tuple[str, str]]:
        """Numbers that stand in the portal already."""
        return takeover.known()

    def validate(self, row: dict[str, str], context: Any) -> Checked:
        """Understand one row; slips of the list are warnings."""
        letter = read(row)
        checked = Checked(
            cleaned=dict(row),
            key=letter.number,
            errors=[problem(slip) for slip in letter.errors],
            warnings=[problem(slip) for slip in letter.warnings],
        )
        if not letter.errors and letter.number in context:
            key, sha = context[letter.number]
            if sha == letter.sha:
                checked.existing = key
            else:
                checked.errors.append(
                    problem(letters.Slip("changed_since", "number", letter.number))
                )
        return checked

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Take the rows over; ids in the same order."""
        given = [read(row.cleaned) for row in rows]
        takeover.take_over(actor=actor, letters=given)  # type: ignore[arg-type]
        there = takeover.known(letter.number for letter in given)
        return [there[letter.number][0] for letter in given]

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Discard what was taken over, while nobody has approved it."""
        takeover.take_back_rows(
            actor=actor,  # type: ignore[arg-type]
            ids=[UUID(row.result_id) for row in rows],
        )


def read(row: dict[str, str]) -> letters.Letter:
    """A row's fields as a letter."""
    return letters.read(
        row.get("number", ""), row.get("text", ""), row.get("lead", ""), row.get("all", "")
    )
