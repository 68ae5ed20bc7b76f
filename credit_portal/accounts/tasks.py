"""Housekeeping of accounts; beat schedules it."""

from celery import shared_task

from credit_portal.accounts import sessions
from credit_portal.accounts.services import endings, lockout, open_sessions


@shared_task(name="credit_portal.accounts.tasks.clear_sessions")
def clear_sessions() -> None:
    """Delete expired sessions, old counts of failures and old sign-ins."""
    if sessions.clear_expired():
        lockout.forget_old()
        open_sessions.forget_old()


@shared_task(name="credit_portal.accounts.tasks.remind_of_endings")
def remind_of_endings() -> None:
    """Tell the holders of grants that end within days."""
    endings.remind_of_endings()
