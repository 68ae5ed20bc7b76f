"""What waits for a member of staff about yearly sheets, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import codes, policies, selectors_sheets
from commitments.models import Sheet
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem

LIMIT = 50


def items(user: Any) -> Iterator[WorkItem]:
    """Sheets to approve, to go on with, and to begin."""
    if not any(user.organisation_paths(verb) for verb in (policies.FILE, policies.APPROVE)):
        return
    for sheet in selectors_sheets.waiting_for_approval(user)[:LIMIT]:
        yield _of(sheet, _("Sheet to approve"))
    for sheet in selectors_sheets.to_write(user)[:LIMIT]:
        returned = sheet.state == codes.SheetState.RETURNED
        yield _of(sheet, _("Sheet returned") if returned else _("File the yearly sheet"))
    year = clock.today().year
    for line in selectors_sheets.owed(user, year)[:LIMIT]:
        yield WorkItem(
            title=_title(line.body, year),
            url=f"{reverse('commitments:sheets')}?year={year}",
            kind=_("File the yearly sheet"),
            due_on=line.due_on,
            overdue=line.overdue,
            organisation=localized(line.body, "name"),
        )


def _of(sheet: Sheet, kind: str) -> WorkItem:
    return WorkItem(
        title=_title(sheet.organisation, sheet.year),
        url=reverse("commitments:sheet", args=[sheet.pk]),
        kind=kind,
        organisation=localized(sheet.organisation, "name"),
        detail=_("%(n)s of 14 fields")
        % {"n": selectors_sheets.fields_filled([sheet.pk])[sheet.pk]},
        reference=sheet.ref,
    )


def _title(body: Any, year: int) -> str:
    names = {"body": localized(body, "name"), "year": year}
    return _("%(body)s: public commitments of %(year)s") % names
