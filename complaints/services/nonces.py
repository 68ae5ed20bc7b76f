"""Requests of the 12345 platform that were taken, so that none is taken twice."""

from __future__ import annotations

from django.db import transaction

from complaints.exchange_signature import TOLERANCE
from complaints.models import PlatformNonce
from credit_portal.common.actors import Actor


@transaction.atomic
def spend(*, actor: Actor, digest: bytes, now: int) -> bool:
    """Note a nonce by its SHA-256 (`now` in seconds since 1970); False when it was seen before.

    Those are forgotten whose signature would not be taken any more: a signature holds for
    TOLERANCE seconds before and after its time.
    """
    forget(now)
    _row, is_new = PlatformNonce.objects.get_or_create(digest=digest, defaults={"sent_at": now})
    return is_new


def forget(now: int) -> None:
    """Forget those that no signature can come with any more; when one came tells nobody later."""
    PlatformNonce.objects.filter(sent_at__lt=now - 2 * TOLERANCE - 1).delete()
