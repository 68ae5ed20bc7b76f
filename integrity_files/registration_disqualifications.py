"""What queries about honours tell the platform below."""

from __future__ import annotations

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from integrity_files import policies_disqualifications as policies

GAP = """
select min(a.query_id::text) from integrity_files_disqualificationanswer a
 group by a.year having count(*) <> max(a.sequence)
"""


def register() -> None:
    """The verb, sentences, the invariant."""
    register_verbs(policies.VERBS)
    describe(policies.WORDS)
    verbs.register(policies.SENTENCES)
    invariant("integrity_files.disqualification_gap", "Numbers of answers have no gap.", GAP)
