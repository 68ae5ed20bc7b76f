"""What time does to objections and tips: reminders, and that a day has passed. Safe twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from credit_portal.accounts.models import User
from credit_portal.notices.services import notify
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from integrity_files import policies_objections as policies
from integrity_files.models import Objection, Tip
from integrity_files.services import objection_steps as steps

Case = tuple[Deadline, Any]


def _cases(deadline_ids: Sequence[UUID]) -> list[Case]:
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    keys = [one.case_id for one in deadlines]
    rows: dict[UUID, Any] = {
        **Objection.objects.select_related("organisation").in_bulk(keys),
        **Tip.objects.select_related("organisation").in_bulk(keys),
    }
    return [(one, rows[one.case_id]) for one in deadlines if one.case_id in rows]


@transaction.atomic
def lock_cases(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Lock the cases of these deadlines in key order."""
    keys = {row.pk for _deadline, row in _cases(deadline_ids)}
    for model in (Objection, Tip):
        list(model.objects.filter(pk__in=keys).order_by("pk").select_for_update())


def _tell(template: str, deadline: Deadline, row: Any, people: list[User], key: str) -> None:
    tip = isinstance(row, Tip)
    body = row.organisation
    notify(
        recipients=people,
        template=template,
        context={
            "title_zh": row.title_zh or row.ref,
            "title_en": row.title_en or row.title_zh or row.ref,
            "organisation_zh": body.name_zh,
            "organisation_en": body.name_en or body.name_zh,
            "due_on": deadline.due_on.isoformat(),
            "url": f"/staff/objections/{'tips/' if tip else ''}{row.pk}/",
        },
        dedupe_key=f"integrity_files.objection:{key}:{deadline.pk}",
        organisation=body,
        target=None if tip else row,
    )


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near."""
    for deadline, row in _cases(deadline_ids):
        people = steps.officers(row, policies.HANDLE)
        key = f"remind:{deadline.reminded_before}"
        _tell("objection_due_soon", deadline, row, people, key)


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: officers and reviewers learn of it. It decides nothing."""
    for deadline, row in _cases(deadline_ids):
        people = [
            *steps.officers(row, policies.HANDLE),
            *steps.officers(row, policies.DECIDE),
        ]
        _tell("objection_overdue", deadline, row, people, "passed")


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the cases of deadlines are called, and their pages on the desk."""
    found = {}
    for deadline, row in _cases(deadline_ids):
        tip = isinstance(row, Tip)
        zh, en = ("纠错线索", "Correction tip on") if tip else ("异议", "Objection to")
        url = f"/staff/objections/{'tips/' if tip else ''}{row.pk}/"
        found[deadline.pk] = CaseName(f"{zh}：{row.ref}", f"{en} {row.ref}", url)
    return found
