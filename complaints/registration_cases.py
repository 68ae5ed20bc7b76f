"""What the staff pages of cases tell the platform below."""

from __future__ import annotations

from complaints import audit_verbs_cases
from credit_portal.audit import verbs


def register() -> None:
    """Sentences of the audit trail."""
    verbs.register(audit_verbs_cases.SENTENCES)
