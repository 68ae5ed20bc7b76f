"""Executor of the outbox; woken at commit and by beat."""

from celery import shared_task

from credit_portal.notices.executor import run


@shared_task(name="credit_portal.notices.tasks.send_notices")
def send_notices() -> None:
    """Write digests that are due, send what waits, tell administrators when it waits too long."""
    run()
