"""Tasks of the commitments system; beat schedules them."""

from celery import shared_task

from commitments.services import sheet_duties, succession


@shared_task(name="commitments.tasks.open_sheet_duties")
def open_sheet_duties() -> None:
    """Open this year's duties to file a sheet."""
    sheet_duties.open_duties()


@shared_task(name="commitments.tasks.publish_inherited")
def publish_inherited() -> None:
    """Publish what passed on under its new body; a succession wakes it too."""
    succession.publish_inherited()
