"""Registration of the integrity_files app."""

from django.apps import AppConfig


class IntegrityFilesConfig(AppConfig):
    """Configuration of integrity_files."""

    name = "integrity_files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register downwards what the platform asks for."""
        from integrity_files import (
            checks,  # noqa: F401 - registered by being imported
            registration,
            registration_consequences,
            registration_disqualifications,
            registration_letters,
            registration_records,
            registration_repair,
            registration_reporting,
        )

        registration.register()
        registration_records.register()
        registration_repair.register()
        registration_reporting.register()
        registration_consequences.register()
        registration_letters.register()
        registration_disqualifications.register()
