"""Housekeeping of accounts; beat schedules it."""

from celery import shared_task

from credit_portal.accounts import sessions


@shared_task(name="credit_portal.accounts.tasks.clear_sessions")
def clear_sessions() -> None:
    """Delete expired sessions."""
    sessions.clear_expired()
