"""Registration of the files app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Configuration of credit_portal.files."""

    name = "credit_portal.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
