"""Registration of the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Configuration of credit_portal.portal."""

    name = "credit_portal.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
