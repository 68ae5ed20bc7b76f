"""Registration of the notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Configuration of credit_portal.notices."""

    name = "credit_portal.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
