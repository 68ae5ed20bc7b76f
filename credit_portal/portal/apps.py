"""Registration of the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Configuration of credit_portal.portal."""

    name = "credit_portal.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what of the public site can be followed by e-mail."""
        from credit_portal.notices import follow_sources
        from credit_portal.portal import following

        follow_sources.register(following.RECORD, following.RecordSource())
        follow_sources.register(following.BODY, following.BodySource())
        follow_sources.register(following.QUESTION, following.QuestionSource())
