"""Compensation that was agreed: a duty with a clock until the body reports that it was paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments import selectors_change as selectors
from commitments.models import Commitment, Compensation, LawfulChange, VoidFinding
from commitments.services import steps
from commitments.services.due import People
from commitments.services.performance import Attachment, attach
from commitments.services.status import publish_status
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.workflow import services as workflow
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import CaseName

COMPENSATION = "commitments.compensation"
REMIND_BEFORE = (30, 7, 1)


def owe(row: Commitment, case: LawfulChange | VoidFinding, today: dt.date) -> Compensation | None:
    """Start the duty to pay what was agreed; None when nothing is owed any more.

    A last day that passed while the case waited is today: nobody can pay yesterday.
    """
    if case.compensation != "agreed" or case.compensation_due_on is None:
        return None
    made = Compensation.objects.create(
        commitment=row,
        amount=case.compensation_amount,
        due_on=max(case.compensation_due_on, today),
        agreed_on=today,
    )
    workflow.start_deadline(
        kind=COMPENSATION,
        case=made,
        organisation=row.organisation,
        start_on=today,
        due_on=made.due_on,
    )
    return made


@transaction.atomic
def report_paid(
    *, actor: User, commitment_id: UUID, paid_on: dt.date, evidence: Sequence[Attachment] = ()
) -> Commitment:
    """The body reports that the compensation was paid; the bare fact is published at once.

    Raises Conflict ("nothing_owed"), Invalid ("paid_in_future"), NotAllowed.
    """
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    owed = selectors.compensation_of(row)
    if owed is None or owed.paid_on is not None:
        raise Conflict("nothing_owed", _("No compensation is owed for this commitment."))
    if not owed.agreed_on <= paid_on <= clock.today():
        raise Invalid(
            "paid_on_range", _("Between the day of the agreement and today."), field="paid_on"
        )
    owed.paid_on, owed.settled_by = paid_on, actor
    owed.save(update_fields=["paid_on", "settled_by"])
    attach(row, actor, [_internal(one) for one in evidence])
    workflow.satisfy(COMPENSATION, owed, at=dt.datetime.combine(paid_on, dt.time(), clock.TZ))
    steps.note(row, "compensation_paid", actor, paid_on=paid_on.isoformat())
    steps.trail("compensation_paid", actor, row, compensation=str(owed.pk))
    publish_status([row.pk])
    return row


def _internal(one: Attachment) -> Attachment:
    """Receipts name those who were paid: they are for staff only."""
    return Attachment(one.upload, one.title, is_public=False)


def _cases(deadline_ids: Sequence[UUID]) -> list[tuple[Deadline, Compensation]]:
    deadlines = Deadline.objects.filter(pk__in=deadline_ids).order_by("due_on", "id")
    rows = Compensation.objects.in_bulk([one.case_id for one in deadlines])
    full = Compensation.objects.filter(pk__in=rows).select_related(
        "commitment__organisation__parent", "commitment__filer"
    )
    found = {row.pk: row for row in full}
    return [(one, found[one.case_id]) for one in deadlines if one.case_id in found]


@transaction.atomic
def remind(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Remind the filer and the approvers of the body that compensation is to be paid."""
    people = People()
    for deadline, owed in _cases(deadline_ids):
        row = owed.commitment
        stage = deadline.reminded_before or (deadline.due_on - today).days
        steps.tell(
            "compensation_due",
            row,
            [row.filer, *people.approvers(row.organisation)],
            f"commitments.compensation:{deadline.pk}:{stage}",
            due_on=deadline.due_on.isoformat(),
        )


@transaction.atomic
def overdue(deadline_ids: Sequence[UUID], today: dt.date) -> None:
    """Compensation was not paid in time: the body and the body above are told; no verdict."""
    people = People()
    for deadline, owed in _cases(deadline_ids):
        if owed.paid_on is not None:
            continue
        row = owed.commitment
        told = [row.filer, *people.approvers(row.organisation), *people.superiors(row.organisation)]
        steps.tell(
            "compensation_overdue",
            row,
            told,
            f"commitments.compensation_overdue:{deadline.pk}",
            due_on=deadline.due_on.isoformat(),
        )
        steps.note(row, "compensation_overdue", SYSTEM)
        audit.record(
            "commitments.compensation_overdue",
            actor=SYSTEM,
            target=row,
            organisation=row.organisation,
        )


def name_cases(deadline_ids: Sequence[UUID]) -> dict[UUID, CaseName]:
    """How the promises are called for which compensation is owed."""
    return {
        deadline.pk: steps.case_name(owed.commitment) for deadline, owed in _cases(deadline_ids)
    }
