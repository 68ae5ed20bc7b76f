"""What the steps about yearly sheets do; as `deeds`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from commitments import codes, disclosures_sheets
from commitments.models import Commitment, Sheet, Verification
from commitments.services import sheet_duties, sheets, sheets_approval
from credit_portal.accounts.models import User
from credit_portal.common.actors import Actor

Id = UUID | str


def open_sheet_duties(*, actor: Actor) -> None:
    """The yearly date begins to run."""
    sheet_duties.open_year(actor=actor)


def begin_sheet(*, actor: User, body_id: Id, year: int) -> Sheet:
    """A new sheet."""
    return sheets.create_sheet(actor=actor, organisation_id=body_id, year=year, is_demo=True)


def write_sheet(
    *,
    actor: User,
    sheet_id: Id,
    entries: Sequence[Mapping[str, Any]],
    reasons: Mapping[str, str],
) -> Sheet:
    """All fourteen fields."""
    for field in codes.LIVELIHOOD_SECTORS:
        mine = [
            {name: value for name, value in entry.items() if name != "sector"}
            for entry in entries
            if entry["sector"] == field
        ]
        sheets.save_field(
            actor=actor, sheet_id=sheet_id, field=field, entries=mine,
            nothing_zh=reasons.get(field, ""),
        )  # fmt: skip
    return Sheet.objects.get(pk=sheet_id)


def submit_sheet(*, actor: User, sheet_id: Id) -> Sheet:
    """Hand it in."""
    return sheets.submit_sheet(actor=actor, sheet_id=sheet_id)


def approve_sheet(*, actor: User, sheet_id: Id) -> Sheet:
    """Look at the preview and approve what is seen."""
    row = Sheet.objects.select_related("organisation", "division").get(pk=sheet_id)
    digest = disclosures_sheets.preview(row, actor).digest
    return sheets_approval.approve_sheet(actor=actor, sheet_id=sheet_id, digest=digest)


def propose_entry(
    *,
    actor: User,
    sheet_id: Id,
    title: str,
    outcome: str,
    findings: Sequence[str],
    kept_on: dt.date | None = None,
) -> Verification:
    """Propose what became of one of its commitments."""
    from credit_portal.desk.demo import deeds  # noqa: PLC0415 - deeds lists this module's deeds

    return deeds.propose(
        actor=actor, commitment_id=_entry(sheet_id, title), outcome=outcome, findings=findings,
        kept_on=kept_on,
    )  # fmt: skip


def confirm_entry(*, actor: User, sheet_id: Id, title: str) -> Verification:
    """Look at the preview and confirm what is seen."""
    from credit_portal.desk.demo import deeds  # noqa: PLC0415

    return deeds.confirm(actor=actor, commitment_id=_entry(sheet_id, title))


def _entry(sheet_id: Id, title: str) -> UUID:
    return Commitment.objects.get(sheet_id=sheet_id, title_zh=title, state="registered").pk


DEEDS = (
    open_sheet_duties,
    begin_sheet,
    write_sheet,
    submit_sheet,
    approve_sheet,
    propose_entry,
    confirm_entry,
)
