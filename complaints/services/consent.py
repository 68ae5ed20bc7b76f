"""A reporter does not want the answer published any more: at once, by receipt, without a reason."""

from __future__ import annotations

from django.db import transaction

from complaints.models import Case
from complaints.services import reporter, steps
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY, Actor


@transaction.atomic
@clock.days_only()
def withdraw(*, actor: Actor, receipt_digest: bytes) -> Case:
    """Take back the consent; done already is done. What is on display becomes a line of work of
    those who publish (`public_answers.doubtful`). Raises NotFound."""
    row = reporter.locked(receipt_digest)
    if row.may_publish:
        row.may_publish, row.version = False, row.version + 1
        row.save(update_fields=["may_publish", "version"])
        steps.note(row, "consent_withdrawn", ANYBODY)
    return row
