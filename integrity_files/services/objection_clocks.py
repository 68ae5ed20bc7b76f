"""What time does to objections and tips: reminders, that a day has passed, that papers never came.

Safe twice. Anybody may file, so messages are gathered: one of a kind, body and day, with a count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from integrity_files import policies_objections as policies
from integrity_files.codes_objections import ObjectionState
from integrity_files.models import Objection, Tip
from integrity_files.services import gathered
from integrity_files.services import objection_steps as steps
from integrity_files.services.gathered import Case

#: What several cases of a kind are called in a message.
CALLED: dict[str, tuple[str, str]] = {
    steps.EXAMINE: ("异议受理", "objections to be accepted"),
    steps.TRANSFER: ("异议转送", "objections to be transferred"),
    steps.ANSWER: ("异议答复", "objections to be answered"),
    steps.APPEAL: ("异议复核", "appeals to be decided"),
    steps.TIP: ("纠错线索答复", "correction tips to be answered"),
}


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


def _tell(case: Case, count: int, people: list[User], template: str, key: str) -> None:
    """One message about a case, or about all of its kind and body where there are several."""
    deadline, row = case
    is_tip = isinstance(row, Tip)
    place = f"/staff/objections/{'tips/' if is_tip else ''}"
    title = row.title_zh or row.ref
    gathered.tell(
        deadline, count, people, template=template, several=f"{template}_several",
        key=f"objection:{key}", called=CALLED[deadline.kind],
        said=gathered.Said(
            title, row.title_en or title, row.organisation, f"{place}{row.pk}/", place,
            None if is_tip else row,
        ),
    )  # fmt: skip


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near: the office is told, once a kind, body and day."""
    by_day: dict[dt.date, list[Case]] = {}
    for deadline, row in _cases(deadline_ids):
        by_day.setdefault(deadline.due_on, []).append((deadline, row))
    for due_on, cases in by_day.items():
        for case, count in gathered.gathered(cases, due_on=due_on):
            people = steps.officers(case[1], policies.HANDLE)
            _tell(case, count, people, "objection_due_soon", f"remind:{due_on}")


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: officers and reviewers learn of it, once a kind, body and day. It decides
    nothing."""
    for case, count in gathered.gathered(_cases(deadline_ids), due_on__lt=today):
        people = [
            *steps.officers(case[1], policies.HANDLE),
            *steps.officers(case[1], policies.DECIDE),
        ]
        _tell(case, count, people, "objection_overdue", "passed")


@transaction.atomic
def lapse(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The time to complete it (rule OBJ-COMPLETE) has passed: it is closed, the objector is told so
    and that he may file anew. Nothing was marked or decided. Set by this portal."""
    rows = Objection.objects.filter(pk__in=[row.pk for _deadline, row in _cases(deadline_ids)])
    waiting = rows.filter(state=ObjectionState.INCOMPLETE).select_related("organisation")
    for row in waiting.order_by("pk").select_for_update(of=("self",)):
        row.ended_on = clock.today()
        steps.move(row, "lapse", SYSTEM, "ended_on")
        workflow.close_missed(steps.COMPLETE, row)
        steps.note(row, "lapsed", SYSTEM)
        steps.tell_objector(row, "lapsed")


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the cases of deadlines are called, and their pages on the desk."""
    found = {}
    for deadline, row in _cases(deadline_ids):
        tip = isinstance(row, Tip)
        zh, en = ("纠错线索", "Correction tip on") if tip else ("异议", "Objection to")
        url = f"/staff/objections/{'tips/' if tip else ''}{row.pk}/"
        found[deadline.pk] = CaseName(f"{zh}：{row.ref}", f"{en} {row.ref}", url)
    return found
