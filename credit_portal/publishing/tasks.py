"""Wake-ups for publication; the work is in `publishing_decision` rows."""

from celery import shared_task

from credit_portal.publishing import services


@shared_task(name="credit_portal.publishing.tasks.publish_pending")
def publish_pending() -> None:
    """Publish everything that was decided."""
    services.publish_all()
