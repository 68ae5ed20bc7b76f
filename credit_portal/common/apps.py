"""Registration of the common app."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Clock, acts, errors and database helpers that every other app stands on."""

    name = "credit_portal.common"
    label = "common"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let tasks and wake-ups find the portal's Celery application, in every thread."""
        from credit_portal.celery import app

        app.set_default()
        from credit_portal.common import health, metrics

        health.register_all()
        metrics.register_all()
