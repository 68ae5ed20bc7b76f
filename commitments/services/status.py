"""The bare fact, published by itself: reported, or due and silent. Never a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from commitments import disclosures
from commitments.policies_personal import publication
from credit_portal.publishing import services as publishing


def publish_status(ids: Iterable[UUID], *, basis: str = "S01") -> int:
    """Publish the commitments as they stand now, as a fact of time by the job account.

    `basis` is the code of the legal ground. Returns how many said something new.
    """
    count = 0
    for row, document in disclosures.documents(ids):
        if not publication(row).is_public:
            continue
        decision = publishing.publish_status(
            kind="commitment", source=row, document=document, organisation=row.organisation,
            basis=basis,
        )  # fmt: skip
        count += decision is not None
    return count
