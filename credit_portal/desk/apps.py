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
        _register_directory()

        verbs.register({"desk.clock_moved": ("移动演示时钟", "moved the demonstration clock")})


def _register_directory() -> None:
    """Who may what in the directory, which stands below roles, and what takes two people there."""
    from credit_portal.accounts.policies import register_verbs
    from credit_portal.desk.directory import imported, kinds
    from credit_portal.directory.policies import VERBS

    register_verbs(VERBS)
    kinds.register()
    imported.register()
