"""Registration of the audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Configuration of credit_portal.audit."""

    name = "credit_portal.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
