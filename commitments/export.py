"""The board as a table for those who live in Excel; every export is written down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import listing, selectors
from commitments.models import Commitment, LawfulChange
from credit_portal.accounts.models import User
from credit_portal.audit.services import record
from credit_portal.common.errors import Invalid, NotFound
from credit_portal.common.i18n import localized
from credit_portal.imports.tables import write_csv, write_xlsx

#: At most so many rows in one table.
MOST = 20_000


@transaction.atomic
def board_table(*, actor: User, chosen: dict[str, str], form: str = "csv") -> bytes:
    """The board with the filters `chosen` as "csv" or "xlsx", in the active language; audited.

    Raises NotFound for another form, Invalid when more than 20,000 rows match.
    """
    if form not in ("csv", "xlsx"):
        raise NotFound("export_unknown", _("There is no export of this kind."))
    found = selectors.with_changes(listing.filtered(selectors.board(actor), **chosen))
    rows = list(found[: MOST + 1])
    if len(rows) > MOST:
        raise Invalid("export_too_large", _("Too many rows. Choose narrower filters."))
    filters = sorted(name for name, value in chosen.items() if value)
    record("commitments.export", actor=actor, target=actor, rows=len(rows), filters=filters)
    cells = (_cells(row) for row in rows)
    if form == "xlsx":
        return write_xlsx([(_("Commitments"), _headers(), cells)])
    return write_csv(_headers(), cells)


def _headers() -> list[str]:
    return [
        _("Reference"), _("Title"), _("Body"), _("Responsible post"), _("Kind"), _("Sector"),
        _("Shape"), _("State"), _("Outcome"), _("Due"), _("Registered on"), _("Determined on"),
        _("What is promised"), _("Lawful change"), _("Ground"), _("Document"),
        _("Reference of the other text"), _("The other text"),
    ]  # fmt: skip


def _cells(row: Commitment) -> list[Any]:
    return [
        row.ref or "",
        localized(row, "title"),
        localized(row.organisation, "name"),
        localized(row.post, "title"),
        row.get_category_display(),
        row.get_sector_display() if row.sector else "",
        row.get_shape_display(),
        row.get_state_display(),
        row.get_outcome_display() if row.registered_on else "",
        row.get_period_display() if row.is_standing else row.due_on,
        row.registered_on,
        row.outcome_on,
        localized(row, "matter"),
        *_change(row),
    ]


def _change(row: Commitment) -> list[Any]:
    """Of a promise that was changed or took the place of another: why, and what the other says."""
    made_by: LawfulChange | None = getattr(row, "change_case", None)
    ended = next((one for one in row.lawful_changes.all() if one.state == "approved"), None)
    case = ended or (made_by if made_by and made_by.state == "approved" else None)
    if case is None:
        return [""] * 5
    other = case.successor if case.commitment_id == row.pk else case.commitment
    text = f"{localized(other, 'title')}\n{localized(other, 'matter')}" if other else ""
    return [
        case.get_kind_display(),
        case.get_ground_display(),
        f"{case.document_title} {case.document_number}",
        other.ref if other else "",
        text,
    ]
