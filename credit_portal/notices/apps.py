"""Registration of the notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Configuration of credit_portal.notices."""

    name = "credit_portal.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of grants that wait and of accounts that change; say who looks after the outbox."""
        from credit_portal.accounts import hooks, policies
        from credit_portal.notices import (
            audit_verbs,
            checks,  # noqa: F401 - registers its system checks
            follow_letters,
            invitations,
            operations,
        )
        from credit_portal.notices.of_accounts import (
            tell_administrators_of_request,
            tell_of_reset,
            tell_other_administrators,
            tell_owner,
            tell_people_of_grant,
        )

        hooks.on_grant_pending(tell_other_administrators)
        hooks.on_account_changed(tell_owner)
        hooks.on_invited(invitations.invite)
        hooks.on_factor_reset_waits(tell_of_reset)
        hooks.on_grant_told(tell_people_of_grant)
        hooks.on_deputy_asked(tell_administrators_of_request)
        policies.register_verbs(operations.VERBS)
        audit_verbs.register()
        follow_letters.register()
