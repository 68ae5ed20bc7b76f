"""The Credit Portal: a city's government-integrity site and its workflow."""

from credit_portal.celery import app as celery_app

__all__ = ("celery_app",)
