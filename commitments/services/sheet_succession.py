"""Yearly sheets that are not approved yet follow their unit's body when a succession ends it.

Their commitments follow as filings do (`succession.move`); the sheet keeps its unit. A sheet is no
case of its own, so none is counted or handed over.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from commitments import codes
from commitments.models import Sheet
from credit_portal.common import clock
from credit_portal.workflow.movers import Mover, Selection, Step

CASE = "commitments.sheet"


def mover() -> Mover:
    """How sheets are moved; nothing of them is counted or listed."""
    return Mover(
        case_type=CASE,
        label=_("Yearly sheets"),
        count=lambda body_id, wanted, without: 0,
        list_open=lambda body_id, wanted, without, limit: [],
        sectors=lambda body_id: [],
        move=move,
        fill=lambda sheet: 0,
        newcomers=lambda today, limit: [],
    )


@transaction.atomic
def move(step: Step) -> int:
    """Give the sheets that are not approved to whoever takes the whole body; counts none."""
    line = step.line
    if step.whole and step.selection == Selection():
        Sheet.objects.filter(organisation=line.from_organisation_id).exclude(
            state=codes.SheetState.APPROVED
        ).update(
            organisation=line.to_organisation, version=F("version") + 1, updated_at=clock.now()
        )
    return 0
