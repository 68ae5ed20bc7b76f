"""Registration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of credit_portal.accounts."""

    name = "credit_portal.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the administrators' roles may do, and how accounts' acts read in the trail."""
        from credit_portal.accounts import audit_verbs, policies, sides
        from credit_portal.imports import registry as imports

        policies.register_verbs(policies.OWN_VERBS, fresh=policies.OWN_FRESH)
        audit_verbs.register()
        imports.register_sides(sides.is_side_of)
