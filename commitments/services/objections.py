"""What an objection that was found right does to a commitment: its outcome is verified anew.

The decision on an objection is no determination. The former outcome stays on display with the fact
that it is being verified again, until two people of the credit office determine it anew.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes
from commitments.models import Commitment, CommitmentPeriod
from commitments.services import steps
from commitments.services.performance import period_data
from commitments.services.review import open_again
from commitments.services.status import publish_status
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict
from credit_portal.publishing.remedies import Case, Remedy, Way, register_remedy


@transaction.atomic
def verify_again(case: Case) -> None:
    """Reopen the verification of the outcome, of a standing promise that of the last determined
    period. Raises Conflict ("nothing_determined", "already_open")."""
    row = lock(Commitment.objects.select_related("organisation"), case.source_id)
    period = _last_determined(row) if row.is_standing else None
    determined = period is not None if row.is_standing else row.outcome != codes.Outcome.OPEN
    if not determined or row.outcome in codes.ENDED:
        raise Conflict(
            "nothing_determined",
            _("Nothing has been determined that could be verified anew. Reject it, or refer it."),
        )
    if row.verifications.filter(period=period, state__in=codes.LIVE_VERIFICATION).exists():
        raise Conflict("already_open", _("A verification of this is open already."))
    task = open_again(row, period, case.approver, codes.OpenedBecause.OBJECTED)  # type: ignore[arg-type]
    steps.note(row, "objected", case.approver, **period_data(period))
    steps.trail("reopen", case.approver, row, verification=str(task.pk))
    publish_status([row.pk])


def _last_determined(row: Commitment) -> CommitmentPeriod | None:
    rows = row.periods.exclude(outcome=codes.PeriodOutcome.OPEN)
    return rows.order_by("-number").first()


def register() -> None:
    """Correcting is all that an objection can do here: an outcome is never cancelled by it."""
    register_remedy(
        "commitment",
        Way.CORRECT,
        Remedy(
            label=_("Correct: the outcome is verified anew"),
            hint=_(
                "Two people determine it anew; until then the former outcome stays, with that fact."
            ),
            apply=verify_again,
        ),
    )
