"""What publishing tells back."""

from __future__ import annotations

from collections.abc import Sequence

from commitments.models import Commitment, Sheet
from commitments.services.status import publish_status
from credit_portal.publishing.registry import Published


def remember(published: Sequence[Published]) -> None:
    """Keep the public references given at first publication, in the publishing transaction."""
    Commitment.objects.bulk_update(
        [Commitment(pk=one.source_id, ref=one.ref, rec=one.rec) for one in published],
        ["ref", "rec"],
        batch_size=500,
    )
    _link_replaced([one.source_id for one in published])


def _link_replaced(ids: Sequence[str]) -> None:
    """Let the document of a promise that was changed name the reference of its successor."""
    replaced = Commitment.objects.filter(pk__in=ids, replaces__isnull=False)
    publish_status(replaced.order_by("pk").values_list("replaces_id", flat=True))


def remember_sheets(published: Sequence[Published]) -> None:
    """The same for yearly sheets."""
    Sheet.objects.bulk_update(
        [Sheet(pk=one.source_id, ref=one.ref, rec=one.rec) for one in published],
        ["ref", "rec"],
        batch_size=500,
    )
