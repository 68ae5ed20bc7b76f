"""Housekeeping of the platform; beat schedules it."""

from celery import shared_task

from credit_portal.common import retention


@shared_task(name="credit_portal.common.tasks.purge_idempotency_keys")
def purge_idempotency_keys() -> None:
    """Delete the answers of old submissions."""
    retention.purge_idempotency_keys()
