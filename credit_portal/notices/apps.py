"""Registration of the notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Configuration of credit_portal.notices."""

    name = "credit_portal.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of grants that wait for a second administrator."""
        from credit_portal.accounts import hooks
        from credit_portal.notices.of_accounts import tell_other_administrators

        hooks.on_grant_pending(tell_other_administrators)
