"""Tasks of the integrity files; beat schedules them."""

from celery import shared_task

from integrity_files.services import record_hiding, report_sending


@shared_task(name="integrity_files.tasks.lapse_hidings")
def lapse_hidings() -> None:
    """Show again what one person hid and no second confirmed in time."""
    record_hiding.lapse_hidings()


@shared_task(name="integrity_files.tasks.send_reports")
def send_reports() -> None:
    """Report upward what is new, and send again what was not answered."""
    report_sending.send_reports()
