"""Tasks of complaints; beat schedules them."""

from celery import shared_task

from complaints.services import retention, unsealing


@shared_task(name="complaints.tasks.end_unsealings")
def end_unsealings() -> None:
    """End requests to see who reported whose time is over."""
    unsealing.end_over()


@shared_task(name="complaints.tasks.erase_identities")
def erase_identities() -> None:
    """Erase who reported where the time to keep it is over."""
    retention.erase_over()
