"""How long the platform's own rows are kept."""

from datetime import timedelta

from django.db import transaction

from credit_portal.common import clock, jobs
from credit_portal.common.models import IdempotencyKey

#: A repeated submission comes within minutes; a month covers a client that was switched off.
KEYS_KEPT = timedelta(days=30)


def purge_idempotency_keys() -> int:
    """Delete the answers of old submissions, once a day; how many went."""
    with transaction.atomic(durable=True):
        if not jobs.once_per_day("common.purge_idempotency_keys", clock.today()):
            return 0
        old = IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEYS_KEPT)
        return old.delete()[0]
