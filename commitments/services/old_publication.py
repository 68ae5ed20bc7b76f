"""What publishing tells back about sheets of old accounts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from commitments.models import OldAccountSheet
from credit_portal.publishing.registry import Published


def remember(published: Sequence[Published]) -> None:
    """Keep the public references given at first publication."""
    for one in published:
        OldAccountSheet.objects.filter(pk=UUID(one.source_id)).update(ref=one.ref, rec=one.rec)
