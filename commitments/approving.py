"""The list of filings that wait for an approver, each with what would be published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commitments import disclosures, rules, selectors
from commitments.models import Commitment, Evidence
from commitments.services.approval import BATCH
from credit_portal.common import clock
from credit_portal.publishing.documents import document_sha


@dataclass(frozen=True)
class Waiting:
    """A filing, its public document if approved today, and the digest of that."""

    row: Commitment
    document: dict[str, Any]
    sha: str
    evidence: list[Evidence]
    overdue: bool

    @property
    def value(self) -> str:
        """What the form sends back: which filing, and what was seen."""
        return f"{self.row.pk}:{self.sha}"


def waiting(user: Any) -> tuple[list[Waiting], int]:
    """The first 50 filings that wait for the user, the oldest first, and how many there are.

    A fixed number of queries, however many wait.
    """
    rows = selectors.waiting_for_approval(user)
    shown = list(rows[:BATCH])
    today = clock.today()
    found = {one.commitment.pk: one for one in disclosures.facts(row.pk for row in shown)}
    return [_waiting(user, row, found[row.pk], today) for row in shown], rows.count()


def _waiting(user: Any, row: Commitment, found: disclosures.Facts, today: Any) -> Waiting:
    document = disclosures.registration_of(found, user, today)
    return Waiting(
        row=row,
        document=document,
        sha=document_sha(document),
        evidence=list(found.commitment.evidence.all()),
        overdue=rules.certainly_passed(row.due_on, row.due_provisional, today),
    )
