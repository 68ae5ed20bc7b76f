"""What the desk tells the platform below."""

from __future__ import annotations

from complaints import audit_verbs_desk
from credit_portal.audit import verbs


def register() -> None:
    """Sentences of its acts."""
    verbs.register(audit_verbs_desk.SENTENCES)
