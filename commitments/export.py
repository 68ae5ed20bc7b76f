"""The board as a table for those who live in Excel; every export is written down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import listing, selectors
from commitments.models import Commitment
from credit_portal.accounts.models import User
from credit_portal.audit.services import record
from credit_portal.common.errors import Invalid
from credit_portal.common.i18n import localized
from credit_portal.imports.tables import write_csv

#: At most so many rows in one table.
MOST = 20_000


@transaction.atomic
def board_table(*, actor: User, chosen: dict[str, str]) -> bytes:
    """CSV of the board with the filters `chosen`, in the active language; audited.

    Raises Invalid when more than 20,000 rows match.
    """
    rows = list(listing.filtered(selectors.board(actor), **chosen)[: MOST + 1])
    if len(rows) > MOST:
        raise Invalid("export_too_large", _("Too many rows. Choose narrower filters."))
    filters = sorted(name for name, value in chosen.items() if value)
    record("commitments.export", actor=actor, target=actor, rows=len(rows), filters=filters)
    return write_csv(_headers(), (_cells(row) for row in rows))


def _headers() -> list[str]:
    return [
        _("Reference"), _("Title"), _("Body"), _("Responsible post"), _("Kind"), _("Sector"),
        _("Shape"), _("State"), _("Outcome"), _("Due"), _("Registered on"), _("Determined on"),
        _("What is promised"),
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
    ]
