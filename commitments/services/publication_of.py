"""Deciding the publication of a commitment, if it is one that is published at all."""

from __future__ import annotations

from typing import Any

from commitments.models import Commitment
from commitments.policies_personal import publication
from credit_portal.accounts.models import User
from credit_portal.publishing import services as publishing


def publish_decided(
    row: Commitment, document: dict[str, Any], proposer: User | str, approver: User
) -> None:
    """Decide that ``document`` is published; nothing is decided on an own commitment of a person
    who is not named in public."""
    if not publication(row).is_public:
        return
    publishing.decide(
        kind="commitment",
        source=row,
        document=document,
        proposer=proposer,
        approver=approver,
        organisation=row.organisation,
    )
