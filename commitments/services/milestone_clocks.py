"""Milestones have clocks of their own: reminders, and the bare fact of a day that passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from commitments import codes, policies
from commitments.models import Commitment, Milestone
from commitments.services import steps
from commitments.services.status import publish_status
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import nearest_holders_of
from credit_portal.common.actors import SYSTEM
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName

MILESTONE = "commitments.milestone"
REMIND_BEFORE = (7, 1)
OPEN_FOR_STEPS = frozenset({codes.Outcome.OPEN})
Case = tuple[Deadline, Milestone]


def start(row: Commitment, today: dt.date, *, ahead: bool = False) -> None:
    """Start the clock of each milestone of a promise that is registered on ``today``; of those
    that lie ``ahead`` only, when it takes the place of another."""
    for step in row.milestones.all():
        if ahead and step.due_on < today:
            continue
        workflow.start_deadline(
            kind=MILESTONE, case=step, organisation=row.organisation,
            start_on=min(today, step.due_on), due_on=step.due_on,
        )  # fmt: skip


def close(row: Commitment) -> None:
    """The outcome stands: clocks of milestones that nobody reported fall away."""
    for step in row.milestones.all():
        workflow.cancel(MILESTONE, step)


def step_data(step: Milestone) -> dict[str, Any]:
    """How a step of the story names a milestone."""
    return {"step": step.position, "due": step.due_on.isoformat()}


def _cases(deadline_ids: Sequence[UUID]) -> list[Case]:
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    found = Milestone.objects.filter(pk__in=[one.case_id for one in deadlines]).select_related(
        "commitment__organisation__parent", "commitment__filer", "report"
    )
    known = {row.pk: row for row in found}
    return [(one, known[key]) for one in deadlines if (key := UUID(str(one.case_id))) in known]


def _tell(template: str, step: Milestone, people: Sequence[User], key: str) -> None:
    steps.tell(
        template, step.commitment, list(dict.fromkeys(people)), key,
        due_on=step.due_on.isoformat(),
        milestone_zh=step.title_zh or step.title_en, milestone_en=step.title_en or step.title_zh,
    )  # fmt: skip


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Remind the filer that the day of a milestone comes near."""
    for deadline, step in _cases(deadline_ids):
        key = f"commitments.milestone:{deadline.pk}:{deadline.reminded_before}"
        _tell("milestone_soon", step, [step.commitment.filer], key)


@transaction.atomic
def day_passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed without a report: note the bare fact, publish it, tell body and superior.

    No verification opens: a milestone is a sign on the way, not the promise.
    """
    cases = [(one, step) for one, step in _cases(deadline_ids) if step.reached is None]
    ids = sorted({step.commitment_id for _one, step in cases})
    list(Commitment.objects.filter(pk__in=ids).order_by("pk").select_for_update())
    for deadline, step in cases:
        row = step.commitment
        if row.state != codes.State.REGISTERED or row.outcome not in OPEN_FOR_STEPS:
            continue
        step.missed_on = today
        step.save(update_fields=["missed_on"])
        steps.note(row, "milestone_missed", SYSTEM, **step_data(step))
        steps.trail("milestone_missed", SYSTEM, row, milestone=str(step.pk))
        above = row.organisation.superior
        people = nearest_holders_of(policies.APPROVE, above) if above else []
        key = f"commitments.milestone_missed:{deadline.pk}"
        _tell("milestone_missed", step, [row.filer, *people], key)
    publish_status(ids)


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the milestones of deadlines are called, and the page of their promise."""
    return {
        one.pk: CaseName(
            step.title_zh or step.title_en, step.title_en or step.title_zh,
            f"/staff/commitments/{step.commitment_id}/", step.commitment.ref,
        )
        for one, step in _cases(deadline_ids)
    }  # fmt: skip
