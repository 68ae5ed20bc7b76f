"""Tasks of the integrity files; beat schedules them."""

from celery import shared_task

from integrity_files.services import record_hiding


@shared_task(name="integrity_files.tasks.lapse_hidings")
def lapse_hidings() -> None:
    """Show again what one person hid and no second confirmed in time."""
    record_hiding.lapse_hidings()
