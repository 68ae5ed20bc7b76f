"""What publishing tells back."""

from __future__ import annotations

from collections.abc import Sequence

from commitments.models import Commitment
from credit_portal.publishing.registry import Published


def remember(published: Sequence[Published]) -> None:
    """Keep the public references given at first publication, in the publishing transaction."""
    Commitment.objects.bulk_update(
        [Commitment(pk=one.source_id, ref=one.ref, rec=one.rec) for one in published],
        ["ref", "rec"],
        batch_size=500,
    )
