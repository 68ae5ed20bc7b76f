"""What time does to applications for repair: reminders, and that a day has passed.

Anybody may file by a form, so messages are gathered: one of a kind, body and day, with a count.
"""

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
from integrity_files.services import gathered
from integrity_files.services import repair_steps as steps
from integrity_files.services.gathered import Case

#: What several applications are called in a message, by what they wait for.
CALLED: dict[str, tuple[str, str]] = {
    steps.ACCEPT: ("信用修复受理", "applications for credit repair to be accepted"),
    steps.COMPLETE: ("信用修复补正", "applications for credit repair to be completed"),
    steps.RESULT: ("信用修复办理", "applications for credit repair to be decided"),
    steps.SITE: ("信用修复答复", "applications for credit repair to be answered"),
}
#: The message about several of them, by that about one.
SEVERAL = {
    "repair_due_soon": "objection_due_soon_several", "repair_overdue": "objection_overdue_several",
}  # fmt: skip


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


def _tell(case: Case, count: int, people: list[User], template: str, key: str) -> None:
    """One message about an application, or about all of its kind and body; `template`: for one."""
    deadline, row = case
    name, body = row.record.name_zh, row.record.organisation
    gathered.tell(
        deadline, count, people, template=template, several=SEVERAL[template],
        key=f"repair:{key}", called=CALLED[deadline.kind],
        said=gathered.Said(
            name, name, body, f"/staff/repairs/{row.pk}/", "/staff/repairs/", row
        ),
    )  # fmt: skip


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near: whoever has to act is told, once a kind, body and day."""
    by_day: dict[dt.date, list[Case]] = {}
    for deadline, row in _cases(deadline_ids):
        by_day.setdefault(deadline.due_on, []).append((deadline, row))
    for due_on, cases in by_day.items():
        for case, count in gathered.gathered(cases, due_on=due_on):
            _tell(case, count, _whose(*case), "repair_due_soon", f"remind:{due_on}")


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: told once a kind, body and day; nothing is decided by it. Of papers that
    did not come the office learns too: it may close the application now."""
    for case, count in gathered.gathered(_cases(deadline_ids), due_on__lt=today):
        told = _whose(*case)
        if case[0].kind == steps.COMPLETE:
            told = [*told, *steps.office(case[1], policies.HANDLE)]
        _tell(case, count, told, "repair_overdue", "passed")


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the applications of deadlines are called, and their pages on the desk."""
    return {
        deadline.pk: CaseName(
            row.record.name_zh, row.record.name_zh, f"/staff/repairs/{row.pk}/", row.record.ref
        )
        for deadline, row in _cases(deadline_ids)
    }
