"""The list of cases as a table: codes, bodies and days; never what was reported."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints import case_listing
from complaints.models import Case
from credit_portal.accounts.models import User
from credit_portal.audit.services import record
from credit_portal.common.errors import Invalid
from credit_portal.common.i18n import localized
from credit_portal.imports.tables import write_csv

#: At most so many rows in one table.
MOST = 20_000


@transaction.atomic
def table(*, actor: User, asked: dict[str, str]) -> bytes:
    """The list with its filters as CSV, in the active language; the export is on record.

    Raises Invalid when more than 20,000 rows match.
    """
    found = case_listing.listed(actor, asked).order_by("-received_on", "id")
    if case_listing.by_due(asked):
        found = case_listing.with_day(actor, found, asked["clock"], asked["due"])
        found = found.order_by(*case_listing.BY_DUE)
    rows = list(found[: MOST + 1])
    if len(rows) > MOST:
        raise Invalid("export_too_large", _("Too many rows. Choose narrower filters."))
    filters = sorted(name for name, value in asked.items() if value)
    record("complaints.exported", actor=actor, target=actor, rows=len(rows), filters=filters)
    shown = case_listing.with_due(actor, rows, asked["clock"])
    return write_csv(_headers(), (_cells(row) for row in shown))


def _headers() -> list[str]:
    return [
        _("Case number"), _("State"), pgettext("complaint", "What is wanted"), _("Category"),
        _("Law that applies"), _("Urgency"), _("Body concerned"), _("Received on"),
        _("First response on"), _("Passed on on"), _("Answered on"), _("Due"), _("Overdue"),
        _("Times opened again"),
    ]  # fmt: skip


def _cells(row: Case) -> list[Any]:
    shown: Any = row
    return [
        row.number,
        row.get_state_display(),
        row.get_purpose_display(),
        row.get_category_display(),
        row.get_regime_display(),
        row.get_urgency_display(),
        localized(row.accused, "name") if row.accused else "",
        row.received_on,
        row.first_response_on,
        row.dispatched_on,
        row.answered_on,
        shown.due_on,
        _("yes") if shown.late else "",
        row.reopened or "",
    ]
