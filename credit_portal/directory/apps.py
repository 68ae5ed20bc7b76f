"""Registration of the directory app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Configuration of credit_portal.directory."""

    name = "credit_portal.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
