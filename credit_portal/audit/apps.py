"""Registration of the audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Configuration of credit_portal.audit."""

    name = "credit_portal.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The trail tells who read it."""
        from credit_portal.audit import verbs

        verbs.register(
            {
                "audit.read_trail": ("查阅审计记录", "read the audit trail"),
                "audit.export_trail": ("导出审计记录", "exported the audit trail"),
            }
        )
