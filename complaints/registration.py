"""What complaints tell the platform below."""

from __future__ import annotations

from complaints import audit_verbs, policies
from complaints.vault import wiring
from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs


def register() -> None:
    """Verbs, sentences, and the vault's place in /readyz."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    wiring.register()
