"""Registration of the assessments app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Configuration of assessments."""

    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"
