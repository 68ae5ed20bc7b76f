"""Registration of the desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Staff home and platform administration pages; no tables."""

    name = "credit_portal.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
