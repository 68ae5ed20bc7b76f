"""The yearly date of the sheets: a clock for each unit and year, opened by the daily job.

The date comes from the rule SHEET-DUE, counted from the last day of the year before. A passed date
is told to the body and its superior, and shows in the list of units; it pronounces nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from commitments import policies, rules_sheets
from commitments.models import Sheet, SheetDuty
from commitments.selectors_sheets import SHEET_DUE
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import nearest_holders_of
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import heir_of
from credit_portal.notices.services import notify
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from credit_portal.workflow.selectors import deadline_of, told

RULE = "SHEET-DUE"
REMIND_BEFORE = (30, 7, 1)
SILENT_RULE = "SHEET-SILENT"
"""The time limit after which the superior body is told of a sheet not handed in."""


def open_duties() -> int:
    """Open the duties of this year that are not open yet, in an act of its own; how many."""
    return int(acts.run(open_year, actor=SYSTEM, answer=lambda _found: {}).value)


@transaction.atomic
def open_year(*, actor: Actor) -> int:
    """Open this year's duty of each street, town and township without one; safe to repeat.

    Units with a sheet of the year already handed in get none, nor do bodies that came into the
    directory after the day. In a demonstration only fictional bodies do.
    """
    today, made = clock.today(), 0
    start = dt.date(today.year - 1, 12, 31)
    for body in _without_duty(today.year, workdays.compute_by_rule(RULE, start).due):
        duty, created = SheetDuty.objects.get_or_create(
            division_id=body.division_id,
            year=today.year,
            defaults={"organisation": body, "opened_on": today},
        )
        if created:
            workflow.start_deadline(
                kind=SHEET_DUE,
                case=duty,
                organisation=body,
                start_on=start,
                rule=RULE,
            )
            audit.record(
                "commitments.sheet_due",
                actor=actor,
                target=duty,
                organisation=body,
                year=today.year,
            )
            made += 1
    return made


def _without_duty(year: int, due: dt.date) -> list[Organisation]:
    duties = SheetDuty.objects.filter(year=year).values("division_id")
    filed = Sheet.objects.filter(year=year, state__in=["submitted", "approved"])
    bodies = Organisation.objects.filter(
        active=True,
        created_at__date__lte=due,
        kind__in=rules_sheets.BODY_KINDS,
        division__level="street",
        division__kind__in=rules_sheets.UNIT_KINDS,
    )
    if settings.DEMO:
        bodies = bodies.filter(is_demo=True)
    rows = bodies.exclude(division__in=duties).exclude(division__in=filed.values("division_id"))
    return list(rows.order_by("division_id", "pk"))


def filed(sheet: Sheet) -> None:
    """The sheet was handed in: its duty is done, in time or late."""
    duty = SheetDuty.objects.filter(division_id=sheet.division_id, year=sheet.year).first()
    if duty is not None:
        workflow.satisfy(SHEET_DUE, duty)


def taken_back(sheet: Sheet) -> None:
    """The sheet was taken back before anybody decided: it is owed as before, by the same day."""
    duty = SheetDuty.objects.filter(division_id=sheet.division_id, year=sheet.year).first()
    if duty is not None and deadline_of(SHEET_DUE, duty) is not None:
        start = dt.date(duty.year - 1, 12, 31)
        workflow.start_deadline(
            kind=SHEET_DUE, case=duty, organisation=sheet.organisation, start_on=start, rule=RULE
        )


def _cases(deadline_ids: Sequence[UUID]) -> list[tuple[Deadline, SheetDuty]]:
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    keys = [one.case_id for one in deadlines]
    rows = SheetDuty.objects.select_related("organisation__parent").in_bulk(keys)
    return [(one, rows[one.case_id]) for one in deadlines if one.case_id in rows]


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Remind those who file; from seven days before also the approvers."""
    for deadline, duty in _cases(deadline_ids):
        stage = deadline.reminded_before or (deadline.due_on - today).days
        body = heir_of(duty.organisation)
        people = nearest_holders_of(policies.FILE, body)
        if stage <= 7:
            people += nearest_holders_of(policies.APPROVE, body)
        _tell(deadline, duty, people, f"remind:{stage}")


@transaction.atomic
def overdue(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The date passed without a sheet: the body's people are told."""
    for deadline, duty in _cases(deadline_ids):
        body = heir_of(duty.organisation)
        people = nearest_holders_of(policies.FILE, body)
        people += nearest_holders_of(policies.APPROVE, body)
        _tell(deadline, duty, people, "overdue")


@transaction.atomic
def escalate(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Days later the approvers of the body above are told."""
    for deadline, duty in _cases(deadline_ids):
        above = heir_of(duty.organisation).superior
        people = nearest_holders_of(policies.APPROVE, above) if above is not None else []
        _tell(deadline, duty, people, "superior")


def _tell(deadline: Deadline, duty: SheetDuty, people: list[User], stage: str) -> None:
    body = duty.organisation
    notify(
        recipients=people,
        template="sheet_due",
        context={
            "title_zh": f"{body.name_zh}{duty.year}年民生领域公开承诺",
            "title_en": f"Yearly sheet {duty.year} of {body.name_en or body.name_zh}",
            "organisation_zh": body.name_zh or body.name_en,
            "organisation_en": body.name_en or body.name_zh,
            **told(deadline),
            "url": f"/staff/commitments/sheets/?year={duty.year}",
        },
        dedupe_key=f"{SHEET_DUE}:{deadline.pk}:{deadline.due_on}:{stage}",
        organisation=body,
    )


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the duties of deadlines are called, and their page on the desk."""
    return {
        deadline.pk: CaseName(
            f"{duty.organisation.name_zh}{duty.year}年民生领域公开承诺",
            f"Yearly sheet {duty.year} of {duty.organisation.name_en}",
            f"/staff/commitments/sheets/?year={duty.year}",
        )
        for deadline, duty in _cases(deadline_ids)
    }
