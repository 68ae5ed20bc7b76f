"""What time does to consequences: reminders, the day passed, the superior told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import nearest_holders_of
from credit_portal.common.actors import SYSTEM
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from integrity_files import policies_consequences as policies
from integrity_files.models import Consequence
from integrity_files.services import consequence_steps as steps

Case = tuple[Deadline, Consequence]


def _cases(deadline_ids: Sequence[UUID]) -> list[Case]:
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    rows = Consequence.objects.select_related(
        "record__organisation", "record__lead", "owner__parent"
    ).in_bulk([one.case_id for one in deadlines])
    return [(one, rows[one.case_id]) for one in deadlines if one.case_id in rows]


@transaction.atomic
def lock_cases(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Lock the consequences of these deadlines in key order."""
    keys = {row.pk for _deadline, row in _cases(deadline_ids)}
    list(Consequence.objects.filter(pk__in=keys).order_by("pk").select_for_update())


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near: the owner has it to do."""
    for deadline, row in _cases(deadline_ids):
        key, due_on = f"remind:{deadline.pk}:{deadline.reminded_before}", deadline.due_on
        steps.tell("record_due_soon", row, steps.owners(row), key, due_on=due_on.isoformat())


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: the owner and the credit office are told."""
    for deadline, row in _cases(deadline_ids):
        told: list[User] = [*steps.owners(row), *steps.office(row, policies.ORDER)]
        due_on = deadline.due_on.isoformat()
        steps.tell("record_overdue", row, told, f"passed:{deadline.pk}", due_on=due_on)
        steps.note(row, "overdue", SYSTEM)


@transaction.atomic
def escalate(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Still not carried out: the body above the owner is told, and that it was is on record."""
    for deadline, row in _cases(deadline_ids):
        above = row.owner.parent
        told = nearest_holders_of(policies.CARRY, above) if above is not None else []
        told += steps.office(row, policies.CONFIRM)
        due_on = deadline.due_on.isoformat()
        steps.tell("consequence_escalated", row, told, f"escalated:{deadline.pk}", due_on=due_on)
        Consequence.objects.filter(pk=row.pk).update(escalated_on=today)
        steps.note(row, "escalated", SYSTEM)


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the consequences of deadlines are called, and their pages on the desk."""
    return {
        deadline.pk: CaseName(
            steps.name_of(row, "zh-hans"), steps.name_of(row, "en"),
            f"/staff/consequences/{row.pk}/", row.record.ref,
        )
        for deadline, row in _cases(deadline_ids)
    }  # fmt: skip
