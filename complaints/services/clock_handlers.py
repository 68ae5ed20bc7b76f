"""What time does to cases: reminders, lateness, and who above learns of silence.

Safe twice and safe late. A clock that was satisfied is closed, so nothing escalates once a case was
answered; messages leave in working hours only (`notices.quiet`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from complaints import policies
from complaints.models import CallBack, Case, SupervisionLetter
from complaints.services import steps
from complaints.services.call_backs import CALL_BACK
from complaints.services.letters import LETTER
from complaints.services.reporter import REVIEW
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName

#: Days after which a superior body learns that nothing was done (set by this portal).
ESCALATE_AFTER = 5
#: Rows with a clock of their own, by kind; all other clocks stand with the case itself.
PARTS: dict[str, Any] = {CALL_BACK: CallBack, LETTER: SupervisionLetter}


def _cases(deadline_ids: Sequence[UUID]) -> list[tuple[Deadline, Case]]:
    """Deadlines with the cases that they belong to, the earliest first."""
    rows = Deadline.objects.select_related("organisation__parent").filter(pk__in=deadline_ids)
    deadlines = list(rows.order_by("due_on", "id"))
    keys = {one.pk: one.case_id for one in deadlines if one.kind not in PARTS}
    for kind, model in PARTS.items():
        own = {one.case_id: one.pk for one in deadlines if one.kind == kind}
        found = model.objects.filter(pk__in=own).values_list("pk", "case_id")
        keys |= {own[pk]: case_id for pk, case_id in found}
    cases = Case.objects.select_related("accused", "operator").in_bulk(set(keys.values()))
    return [(one, cases[keys[one.pk]]) for one in deadlines if keys.get(one.pk) in cases]


@transaction.atomic
def lock_cases(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Lock the cases of these deadlines in key order."""
    keys = {row.pk for _deadline, row in _cases(deadline_ids)}
    list(Case.objects.filter(pk__in=keys).order_by("pk").select_for_update())


def _owners(deadline: Deadline, row: Case) -> list[User]:
    """Who has to act before this clock is over."""
    body = deadline.organisation
    if deadline.kind == steps.HANDLING:
        part = row.assignments.select_related("handler").filter(part="lead", state="signed").first()
        return [part.handler] if part and part.handler else holders_of(policies.HANDLE, body)
    verb = {
        steps.SIGN: policies.HANDLE, LETTER: policies.APPROVE, REVIEW: policies.REVIEW,
        steps.TOTAL: policies.SUPERVISE,
    }.get(deadline.kind, policies.TAKE)  # fmt: skip
    return holders_of(verb, body)


def _over(deadline: Deadline, row: Case) -> list[User]:
    """Who answers for those that have to act."""
    body = deadline.organisation
    leads = holders_of(policies.SUPERVISE, row.accused or body)
    of_body = deadline.kind in {steps.SIGN, steps.HANDLING}
    return [*leads, *(holders_of(policies.APPROVE, body) if of_body else ())]


def _tell(template: str, deadline: Deadline, row: Case, told: Iterable[User], key: str) -> None:
    steps.tell(template, row, told, key, due_on=deadline.due_on.isoformat())


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near."""
    for deadline, row in _cases(deadline_ids):
        key = f"remind:{deadline.pk}:{deadline.reminded_before}"
        _tell("complaint_due_soon", deadline, row, _owners(deadline, row), key)


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: who has to act and who answers for him learn of it."""
    for deadline, row in _cases(deadline_ids):
        told = [*_owners(deadline, row), *_over(deadline, row)]
        _tell("complaint_overdue", deadline, row, told, f"passed:{deadline.pk}")


@transaction.atomic
def escalate(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Nothing was done for days: the superior body learns of it, and the hotline's leaders."""
    for deadline, row in _cases(deadline_ids):
        above = deadline.organisation.parent or deadline.organisation
        told = [*holders_of(policies.APPROVE, above), *_over(deadline, row)]
        _tell("complaint_escalated", deadline, row, told, f"escalated:{deadline.pk}")


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the cases of deadlines are called: by number; what was reported is told nowhere."""
    return {
        deadline.pk: CaseName(row.number, row.number, f"/staff/complaints/{row.pk}/", row.number)
        for deadline, row in _cases(deadline_ids)
    }
