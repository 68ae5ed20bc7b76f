"""Executor of the outbox; woken at commit and by beat."""

from celery import shared_task

from credit_portal.notices.outbox import send_pending


@shared_task(name="credit_portal.notices.tasks.send_notices")
def send_notices() -> None:
    """Send what is due."""
    send_pending()
