"""Registration of the imports app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Configuration of credit_portal.imports."""

    name = "credit_portal.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"
