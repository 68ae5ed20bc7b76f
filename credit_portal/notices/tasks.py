"""Executor of the outbox, woken at commit and by beat; and news for followers, by beat."""

from celery import shared_task

from credit_portal.notices.executor import run, tell_news


@shared_task(name="credit_portal.notices.tasks.send_notices")
def send_notices() -> None:
    """Write digests that are due, send what waits, tell administrators when it waits too long."""
    run()


@shared_task(name="credit_portal.notices.tasks.tell_followers")
def tell_followers() -> None:
    """Write the mails to followers that are due; forget addresses that nobody confirmed."""
    tell_news()
