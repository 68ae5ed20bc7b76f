"""Registration of the desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Configuration of credit_portal.desk."""

    name = "credit_portal.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
