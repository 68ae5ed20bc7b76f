"""Looking at evidence: every look by staff leaves its row in the audit trail."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from commitments import selectors
from commitments.models import Evidence
from commitments.services import steps
from credit_portal.accounts.models import User


@transaction.atomic
def read_evidence(*, actor: User, evidence_id: UUID, occasion: str) -> Evidence:
    """One file of a case the actor may see, and the trace of his look.

    ``occasion`` is a code that says on which page and how. Raises NotFound.
    """
    found = selectors.evidence(actor, evidence_id)
    steps.trail("read_evidence", actor, found.commitment, evidence=str(found.pk), occasion=occasion)
    return found
