"""Tasks of the commitments system; beat schedules them."""

from celery import shared_task

from commitments.services import sheet_duties


@shared_task(name="commitments.tasks.open_sheet_duties")
def open_sheet_duties() -> None:
    """Open this year's duties to file a sheet."""
    sheet_duties.open_duties()
