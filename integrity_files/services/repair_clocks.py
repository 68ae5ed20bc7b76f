"""What time does to applications for repair: reminders, and that a day has passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from credit_portal.accounts.models import User
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from integrity_files import policies_repair as policies
from integrity_files.models import Repair
from integrity_files.services import repair_steps as steps

Case = tuple[Deadline, Repair]


def _cases(deadline_ids: Sequence[UUID]) -> list[Case]:
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    rows = Repair.objects.select_related("record__organisation", "record__lead").in_bulk(
        [one.case_id for one in deadlines]
    )
    return [(one, rows[one.case_id]) for one in deadlines if one.case_id in rows]


@transaction.atomic
def lock_cases(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Lock the applications of these deadlines in key order."""
    keys = {row.pk for _deadline, row in _cases(deadline_ids)}
    list(Repair.objects.filter(pk__in=keys).order_by("pk").select_for_update())


def _whose(deadline: Deadline, row: Repair) -> list[User]:
    """Who has to act: the body completes its papers, the credit office does the rest."""
    if deadline.kind == steps.COMPLETE:
        return steps.body(row)
    return [*steps.office(row, policies.HANDLE), *steps.office(row, policies.DECIDE)]


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near."""
    for deadline, row in _cases(deadline_ids):
        key, due_on = f"remind:{deadline.pk}:{deadline.reminded_before}", deadline.due_on
        told = _whose(deadline, row)
        steps.tell("repair_due_soon", row, told, key, due_on=due_on.isoformat())


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed; nothing is decided by it. Of papers that did not come the office learns
    too: it may close the application now."""
    for deadline, row in _cases(deadline_ids):
        told, due_on = _whose(deadline, row), deadline.due_on.isoformat()
        if deadline.kind == steps.COMPLETE:
            told = [*told, *steps.office(row, policies.HANDLE)]
        steps.tell("repair_overdue", row, told, f"passed:{deadline.pk}", due_on=due_on)


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the applications of deadlines are called, and their pages on the desk."""
    return {
        deadline.pk: CaseName(
            row.record.name_zh, row.record.name_zh, f"/staff/repairs/{row.pk}/", row.record.ref
        )
        for deadline, row in _cases(deadline_ids)
    }
