"""What time does to leads: reminders, and that one is overdue. Safe twice and safe late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from integrity_files import policies
from integrity_files.models import Lead
from integrity_files.services import lead_steps as steps

Case = tuple[Deadline, Lead]


def _cases(deadline_ids: Sequence[UUID]) -> list[Case]:
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    rows = Lead.objects.select_related("organisation", "handler").in_bulk(
        [one.case_id for one in deadlines]
    )
    return [(one, rows[one.case_id]) for one in deadlines if one.case_id in rows]


@transaction.atomic
def lock_cases(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Lock the leads of these deadlines in key order."""
    keys = {row.pk for _deadline, row in _cases(deadline_ids)}
    list(Lead.objects.filter(pk__in=keys).order_by("pk").select_for_update())


def _owners(row: Lead) -> list[User]:
    """Whoever verifies it; while nobody does, all who may."""
    if row.handler is not None:
        return [row.handler]
    return steps.outside(holders_of(policies.HANDLE, row.organisation), row)


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near."""
    for deadline, row in _cases(deadline_ids):
        key, due_on = f"remind:{deadline.pk}:{deadline.reminded_before}", deadline.due_on
        steps.tell("lead_due_soon", row, _owners(row), key, due_on=due_on.isoformat())


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: who verifies it and who decides learn of it."""
    for deadline, row in _cases(deadline_ids):
        told = [*_owners(row), *steps.outside(holders_of(policies.DECIDE, row.organisation), row)]
        due_on = deadline.due_on.isoformat()
        steps.tell("lead_overdue", row, told, f"passed:{deadline.pk}", due_on=due_on)


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the leads of deadlines are called, and their pages on the desk."""
    return {
        deadline.pk: CaseName(row.title_zh, row.title_zh, f"/staff/leads/{row.pk}/")
        for deadline, row in _cases(deadline_ids)
    }
