"""What the desk tells the platform below."""

from __future__ import annotations

from complaints import audit_verbs_desk
from credit_portal.accounts.sessions import register_polled
from credit_portal.audit import verbs


def register() -> None:
    """Sentences of its acts; the question that its page asks every two seconds."""
    verbs.register(audit_verbs_desk.SENTENCES)
    register_polled("hotline:live")
