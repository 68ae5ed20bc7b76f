"""What publishing tells back."""

from __future__ import annotations

from commitments.models import Commitment


def remember(source_id: str, ref: str, rec: str) -> None:
    """Keep the public reference given at first publication, in the publishing transaction."""
    Commitment.objects.filter(pk=source_id).update(ref=ref, rec=rec)
