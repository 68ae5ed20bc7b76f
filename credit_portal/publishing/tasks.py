"""Wake-ups for publication; the work is in `publishing_decision` rows."""

from celery import shared_task

from credit_portal.publishing import services
from credit_portal.publishing.open_data import runs


@shared_task(name="credit_portal.publishing.tasks.publish_pending")
def publish_pending() -> None:
    """Publish everything that was decided."""
    services.publish_all()


@shared_task(name="credit_portal.publishing.tasks.refresh_open_data")
def refresh_open_data() -> None:
    """Write the files of open data anew when it is due."""
    runs.refresh()
