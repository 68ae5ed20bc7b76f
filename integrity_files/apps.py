"""Registration of the integrity_files app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_VERBS = {
    "integrity_files.record_entry": ("记入诚信档案", "entered something into an integrity file"),
    "integrity_files.read_person": ("查阅个人诚信档案", "read a person's integrity file"),
    "integrity_files.read_refused": (
        "查阅个人诚信档案被拒绝",
        "was refused a person's integrity file",
    ),
}


class IntegrityFilesConfig(AppConfig):
    """Configuration of integrity_files."""

    name = "integrity_files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs downwards, and what rests on an appointment."""
        from credit_portal.accounts.policies import register_verbs
        from credit_portal.audit import verbs
        from credit_portal.directory import usage
        from integrity_files.policies import VERBS

        register_verbs(VERBS)
        verbs.register(AUDIT_VERBS)
        usage.register(_rests_on)


def _rests_on(appointment: Any) -> Any:
    from integrity_files.selectors import rests_on

    sentence = _("An entry in this person's integrity file rests on the appointment.")
    return sentence if rests_on(appointment) else None
