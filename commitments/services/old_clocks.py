"""What time does to old accounts: reminders, silence, escalation. Safe twice and safe late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from commitments import codes_old_accounts as codes
from commitments import policies_old_accounts as policies
from commitments.models import OldAccount
from commitments.services import old_steps as steps
from commitments.services.old_office import of_body
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of, nearest_holders_of
from credit_portal.common.actors import SYSTEM
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName
from credit_portal.workflow.selectors import told

Case = tuple[Deadline, OldAccount]
SILENT_RULE = "OLD-SILENT"
"""The time limit after which the superior body is told once more of a body's silence."""


def _cases(deadline_ids: Sequence[UUID]) -> list[Case]:
    deadlines = list(Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id"))
    keys = [one.case_id for one in deadlines]
    rows = OldAccount.objects.select_related("organisation__parent").in_bulk(keys)
    return [(one, rows[one.case_id]) for one in deadlines if one.case_id in rows]


def _lock(cases: Sequence[Case]) -> None:
    """Lock the accounts in key order and read their state anew."""
    keys = {row.pk for _deadline, row in cases}
    now = OldAccount.objects.filter(pk__in=keys).order_by("pk").select_for_update()
    found = {row.pk: row for row in now}
    for _deadline, row in cases:
        row.state, row.version = found[row.pk].state, found[row.pk].version
        row.silent_on = found[row.pk].silent_on


@transaction.atomic
def lock_cases(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Lock the accounts of these deadlines in key order."""
    _lock(_cases(deadline_ids))


def _owners(deadline: Deadline, row: OldAccount) -> list[User]:
    """Who has to act: the body's people, or those of the credit office."""
    if deadline.kind == steps.ANSWER:
        return of_body(row)
    found = holders_of(policies.CHECK, row.organisation)
    found += holders_of(policies.CONFIRM, row.organisation)
    return [one for one in found if policies.bar(one, row.organisation) is None]


def _superiors(row: OldAccount) -> list[User]:
    above = row.organisation.parent
    return nearest_holders_of(policies.ISSUE, above) if above is not None else []


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day comes near: tell those who have to act."""
    for deadline, row in _cases(deadline_ids):
        stage = deadline.reminded_before or 0
        key = f"remind:{deadline.pk}:{stage}"
        steps.tell("old_account_due_soon", row, _owners(deadline, row), key, **told(deadline))


@transaction.atomic
def passed(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """The day has passed: of the body's answer this is silence, a public fact and no verdict."""
    cases = _cases(deadline_ids)
    _lock(cases)
    bodies = {}
    for deadline, row in cases:
        people = _owners(deadline, row)
        if deadline.kind == steps.ANSWER and row.state in codes.OWED:
            row.silent_on = today
            row.save(update_fields=["silent_on"])
            steps.note(row, "silent", SYSTEM)
            people = [*people, *_superiors(row)]
            bodies[row.organisation_id] = row.organisation
        key = f"passed:{deadline.pk}"
        steps.tell("old_account_overdue", row, people, key, **told(deadline))
    for body in bodies.values():
        steps.publish(body)


@transaction.atomic
def escalate(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Still silent: the superior body is told again, and that it was told is on record."""
    for deadline, row in _cases(deadline_ids):
        key = f"escalated:{deadline.pk}"
        steps.tell("old_account_escalated", row, _superiors(row), key, **told(deadline))
        steps.note(row, "escalated", SYSTEM)


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the accounts of deadlines are called, and their pages on the desk."""
    return {
        deadline.pk: CaseName(
            f"{row.paper_year}年旧账",
            f"Old account of {row.paper_year}",
            f"/staff/commitments/old-accounts/{row.pk}/",
        )
        for deadline, row in _cases(deadline_ids)
    }
