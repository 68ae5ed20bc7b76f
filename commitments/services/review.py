"""Reopening what was determined, because enough of those it was promised to say otherwise.

The former outcome stays public, with the bare fact that it is being verified again, until two
people have determined anew. The new determination supersedes the former; both stay in the story
and in the files.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies
from commitments import policies_contradictions as may
from commitments import selectors_contradictions as reads
from commitments.models import Commitment, CommitmentPeriod, Contradiction, Verification
from commitments.services import steps
from commitments.services.performance import new_verification, period_data, period_of
from commitments.services.status import publish_status
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.errors import Conflict

PROBLEMS = {
    "not_registered": _("This commitment is not registered yet."),
    "period_wanted": _("Choose the measuring period."),
    "not_doubted": _("The outcome says already that it was not kept."),
    "due_not_passed": _("The due date has not certainly passed; the contradictions wait for it."),
    "period_not_over": _("The measuring period has not ended yet."),
    "already_open": _("A verification of this is open already."),
}


@transaction.atomic
def reopen(*, actor: User, commitment_id: UUID, period_id: UUID | None = None) -> Verification:
    """Open a verification on confirmed contradictions: a second person, who checked none of them.

    Raises NotFound, NotAllowed ("four_eyes", "own_body" …), Conflict ("not_enough", or why the
    promise cannot be reopened now).
    """
    row = steps.locked(actor, commitment_id)
    period, today = period_of(row, period_id), clock.today()
    counted = reads.counted(row, period)
    may.require_reopen(actor, row, period, counted)
    actor = policies.capacity(actor, policies.CONFIRM, row.organisation)
    if not reads.suffice(counted, today):
        raise Conflict("not_enough", _("There are not enough confirmed contradictions."))
    problem = reads.review_problem(row, period, today)
    if problem is not None:
        raise Conflict(problem, PROBLEMS[problem])
    task = open_again(row, period, actor, codes.OpenedBecause.CONTRADICTED)
    Contradiction.objects.filter(pk__in=[one.pk for one in counted]).update(verification=task)
    span = period_data(period)
    steps.note(row, "contested", actor, count=len(counted), **span)
    steps.trail("reopen", actor, row, verification=str(task.pk), count=len(counted),
                rule=reads.rule(reads.REOPEN, today).version)  # fmt: skip
    publish_status([row.pk])
    _tell(task, actor, len(counted))
    return task


def open_again(
    row: Commitment, period: CommitmentPeriod | None, actor: User, because: str
) -> Verification:
    """The new verification, with the determination that it looks into and the period's figures."""
    confirmed = row.verifications.filter(
        period=period, state=codes.VerificationState.CONFIRMED
    ).order_by("-closed_on", "-id")
    outcome = period.outcome if period else row.outcome
    task = new_verification(row, period, because, period.report if period else None)
    task.supersedes = confirmed.first() if outcome != codes.Outcome.OPEN else None
    task.opened_by = actor
    task.save(update_fields=["supersedes", "opened_by"])
    return task


def _tell(task: Verification, actor: User, count: int) -> None:
    """The body, and the officers who find out what became of the promise."""
    row, key = task.commitment, f"commitments.contested:{task.pk}"
    body = [row.filer, *holders_of(policies.APPROVE, row.organisation)]
    steps.tell("verification_contested", row, body, key, count=count)
    officers = [
        user
        for user in holders_of(policies.VERIFY, row.organisation)
        if policies.may_verify(user, row, task.period)
    ]
    url = steps.verification_url(task)
    steps.tell("verification_contested", row, officers, f"{key}:verify", count=count, url=url)
