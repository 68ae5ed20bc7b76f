"""The task that beat schedules and a succession wakes."""

from celery import shared_task

from commitments.services import succession


@shared_task(name="commitments.tasks.publish_inherited")
def publish_inherited() -> None:
    """Publish what passed on under its new body."""
    succession.publish_inherited()
