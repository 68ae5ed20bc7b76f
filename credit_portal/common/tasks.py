"""Housekeeping of the platform; beat schedules it."""

from celery import shared_task

from credit_portal.common import invariants, retention


@shared_task(name="credit_portal.common.tasks.purge_idempotency_keys")
def purge_idempotency_keys() -> None:
    """Delete the answers of old submissions."""
    retention.purge_idempotency_keys()


@shared_task(name="credit_portal.common.tasks.check_invariants")
def check_invariants() -> None:
    """Check what must always hold in the database, and keep the result."""
    invariants.check_and_keep()
