"""Registration of the ledger app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Configuration of credit_portal.ledger."""

    name = "credit_portal.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
