"""What time does to cases: reminders, lateness, and who above learns of silence.

Safe twice and safe late. A clock that was satisfied is closed, so nothing escalates once a case was
answered; messages leave in working hours of working days only (`notices.quiet`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation

from complaints import policies
from complaints.models import Assignment, CallBack, Case, SupervisionLetter
from complaints.services import call_backs, order_results, steps
from complaints.services.steps import (
    CALL_BACK,
    HANDLING,
    LETTER,
    OPINION,
    REVIEW,
    ROUTE,
    SIGN,
    TOTAL,
)
from credit_portal.accounts.models import User
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName, deadline_kind

#: When a superior body learns that nothing was done: 5 days after the due day (set by this portal).
SILENT_RULE = "HOT-SILENT"
#: Rows with a clock of their own, by kind; all other clocks stand with the case itself.
PARTS: dict[str, Any] = {CALL_BACK: CallBack, LETTER: SupervisionLetter, OPINION: Assignment}
#: Who has to act before a clock is over; for all other clocks the hotline.
OWNERS = {
    SIGN: policies.HANDLE, HANDLING: policies.HANDLE, LETTER: policies.APPROVE,
    REVIEW: policies.REVIEW, TOTAL: policies.SUPERVISE, OPINION: policies.HANDLE,
    ROUTE: policies.SUPERVISE,
    order_results.RESULT: policies.EXCHANGE, order_results.ORDER: policies.EXCHANGE,
}  # fmt: skip
#: Clocks that a body runs against: its head and its superior answer for them too.
OF_BODY = frozenset({SIGN, HANDLING, LETTER, OPINION})


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
    """Who has to act before this clock is over: who signed for it, else all who may."""
    if deadline.kind == HANDLING:
        part = row.assignments.select_related("handler").filter(part="lead", state="signed").first()
        if part is not None and part.handler is not None and steps.sees(part.handler, row):
            return [part.handler]
    verb = OWNERS.get(deadline.kind, policies.TAKE)
    return steps.of_body(verb, deadline.organisation, row)


def _over(deadline: Deadline, row: Case) -> list[User]:
    """Who answers for those that have to act: the hotline's leaders, and the body's head."""
    body = deadline.organisation
    leads = steps.of_body(policies.SUPERVISE, row.accused or body, row)
    heads = steps.of_body(policies.APPROVE, body, row) if deadline.kind in OF_BODY else []
    return [*leads, *heads]


def _above(deadline: Deadline, row: Case) -> list[User]:
    """The heads of the superior body, for what a body leaves undone."""
    superior: Organisation | None = deadline.organisation.parent
    if deadline.kind not in OF_BODY or superior is None:
        return []
    return steps.of_body(policies.APPROVE, superior, row)


def _tell(template: str, deadline: Deadline, row: Case, told: list[User], key: str) -> None:
    """Say which clock it is, and by when; the body named is the one complained of."""
    label = deadline_kind(deadline.kind).label
    named: dict[str, str] = {}
    for suffix, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            named[f"clock_{suffix}"] = str(label)
    steps.tell(template, row, told, key, due_on=deadline.due_on.isoformat(), **named)


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near."""
    for deadline, row in _cases(deadline_ids):
        key = f"remind:{deadline.pk}:{deadline.reminded_before}"
        _tell("complaint_due_soon", deadline, row, _owners(deadline, row), key)


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: who has to act and who answers for him learn of it. A call that nobody
    can make, because there is no number, ends instead."""
    for deadline, row in _cases(deadline_ids):
        if deadline.kind == CALL_BACK and not call_backs.callable_by_phone(row):
            call_backs.time_over(deadline.case_id)
            continue
        told = [*_owners(deadline, row), *_over(deadline, row)]
        _tell("complaint_overdue", deadline, row, told, f"passed:{deadline.pk}")
        steps.note(row, "overdue", SYSTEM, clock=deadline.kind, due_on=str(deadline.due_on))


@transaction.atomic
def escalate(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Nothing was done for days: the superior body learns of it, and the hotline's leaders. The
    step keeps whether anybody of a superior body did."""
    for deadline, row in _cases(deadline_ids):
        above = _above(deadline, row)
        told = [*above, *_over(deadline, row)]
        _tell("complaint_escalated", deadline, row, told, f"escalated:{deadline.pk}")
        steps.note(
            row, "escalated", SYSTEM, clock=deadline.kind, due_on=str(deadline.due_on),
            superior=bool(above),
        )  # fmt: skip


@transaction.atomic
def moved(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """A corrected calendar moved the day by which letters are answered."""
    for deadline in Deadline.objects.filter(pk__in=deadline_ids, kind=LETTER).order_by("case_id"):
        SupervisionLetter.objects.filter(pk=deadline.case_id).update(answer_until=deadline.due_on)


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the cases of deadlines are called: by number; what was reported is told nowhere."""
    return {
        deadline.pk: CaseName(row.number, row.number, f"/staff/complaints/{row.pk}/", row.number)
        for deadline, row in _cases(deadline_ids)
    }
