"""Registration of the directory app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Configuration of credit_portal.directory."""

    name = "credit_portal.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how its acts read in the trail, and which tables can be imported."""
        from credit_portal.directory import audit_verbs, row_handlers

        audit_verbs.register()
        row_handlers.register()
