"""Registration of the publishing app."""

from django.apps import AppConfig

AUDIT_VERBS = {"publishing.decide": ("决定公开事项", "decided a publication")}


class PublishingConfig(AppConfig):
    """Configuration of credit_portal.publishing."""

    name = "credit_portal.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register audit verbs and invariants downwards."""
        from credit_portal.accounts.policies import register_verbs
        from credit_portal.audit import verbs
        from credit_portal.publishing import article_registration, invariants, livelihood_changes

        register_verbs({livelihood_changes.VERB: {"system_administrator"}})
        livelihood_changes.register()
        verbs.register(AUDIT_VERBS)
        invariants.register_all()
        article_registration.register()
