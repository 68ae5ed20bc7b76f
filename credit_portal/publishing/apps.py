"""Registration of the publishing app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Configuration of credit_portal.publishing."""

    name = "credit_portal.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"
