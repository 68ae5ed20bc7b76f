"""Registration of the complaints app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Configuration of complaints."""

    name = "complaints"
    default_auto_field = "django.db.models.BigAutoField"
