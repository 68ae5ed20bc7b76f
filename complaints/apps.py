"""Registration of the complaints app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Configuration of complaints."""

    name = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register downwards what the platform asks for."""
        from complaints import (
            registration,
            registration_cases,
            registration_desk,
            registration_exchange,
            registration_identity,
            registration_web,
        )

        for part in (
            registration, registration_cases, registration_desk, registration_exchange,
            registration_identity, registration_web,
        ):  # fmt: skip
            part.register()
