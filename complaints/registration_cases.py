"""What the staff pages of cases tell the platform below."""

from __future__ import annotations

from complaints import audit_verbs_cases, selectors
from credit_portal.audit import verbs
from integrity_files.selectors_leads import register_bar


def register() -> None:
    """Sentences of the audit trail; who is barred from a case is so from its lead."""
    verbs.register(audit_verbs_cases.SENTENCES)
    register_bar(selectors.barred_leads)
