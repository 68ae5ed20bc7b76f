"""Registration of the desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Staff home and platform administration pages; no tables."""

    name = "credit_portal.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the desk's own audit verb, and what operators watch."""
        from credit_portal.audit import verbs
        from credit_portal.desk import watching

        watching.register_all()

        verbs.register({"desk.clock_moved": ("移动演示时钟", "moved the demonstration clock")})
