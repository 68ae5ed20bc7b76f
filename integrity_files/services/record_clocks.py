"""What time does to records: reminders, and that a day has passed. It never decides anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from credit_portal.accounts.models import User
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from integrity_files import policies_records as policies
from integrity_files.models import Record
from integrity_files.services import record_steps as steps

Case = tuple[Deadline, Record]


def _cases(deadline_ids: Sequence[UUID]) -> list[Case]:
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    rows = Record.objects.select_related("organisation", "lead").in_bulk(
        [one.case_id for one in deadlines]
    )
    return [(one, rows[one.case_id]) for one in deadlines if one.case_id in rows]


@transaction.atomic
def lock_cases(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Lock the records of these deadlines in key order."""
    keys = {row.pk for _deadline, row in _cases(deadline_ids)}
    list(Record.objects.filter(pk__in=keys).order_by("pk").select_for_update())


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near: the body has it to do."""
    for deadline, row in _cases(deadline_ids):
        key, due_on = f"remind:{deadline.pk}:{deadline.reminded_before}", deadline.due_on
        steps.tell("record_due_soon", row, steps.body(row), key, due_on=due_on.isoformat())


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: the credit office goes on, the body learns that it may."""
    for deadline, row in _cases(deadline_ids):
        due_on = deadline.due_on.isoformat()
        told: list[User] = [*steps.body(row), *steps.office(row, policies.HANDLE)]
        steps.tell("record_overdue", row, told, f"passed:{deadline.pk}", due_on=due_on)


@transaction.atomic
def remind_deciders(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near on which what the office proposed on a document is to be decided."""
    _tell_deciders(deadline_ids, "record_due_soon", "remind")


@transaction.atomic
def passed_deciders(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """That day has passed."""
    _tell_deciders(deadline_ids, "record_overdue", "passed")


def _tell_deciders(deadline_ids: Sequence[UUID], template: str, key: str) -> None:
    for deadline, row in _cases(deadline_ids):
        told = steps.office(row, policies.DECIDE)
        once = f"{key}:{deadline.pk}:{deadline.reminded_before}"
        steps.tell(template, row, told, once, due_on=deadline.due_on.isoformat())


@transaction.atomic
def remind_office(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near, and the credit office has it to do."""
    for deadline, row in _cases(deadline_ids):
        key, due_on = f"remind:{deadline.pk}:{deadline.reminded_before}", deadline.due_on
        told = steps.office(row, policies.HANDLE)
        steps.tell("record_due_soon", row, told, key, due_on=due_on.isoformat())


@transaction.atomic
def passed_office(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: whoever handles and whoever decides is told."""
    for deadline, row in _cases(deadline_ids):
        told = [*steps.office(row, policies.HANDLE), *steps.office(row, policies.DECIDE)]
        due_on = deadline.due_on.isoformat()
        steps.tell("record_overdue", row, told, f"passed:{deadline.pk}", due_on=due_on)


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the records of deadlines are called, and their pages on the desk."""
    return {
        deadline.pk: CaseName(row.name_zh, row.name_zh, f"/staff/records/{row.pk}/", row.ref)
        for deadline, row in _cases(deadline_ids)
    }
