"""Registration of the ledger app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Configuration of credit_portal.ledger."""

    name = "credit_portal.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what must always hold of the anchors, that the log is the newest seen, and refuse
        witnesses that nobody could ask."""
        from credit_portal.ledger import gate, invariants, witnessing

        witnessing.configured()
        invariants.register_all()
        gate.connect()
