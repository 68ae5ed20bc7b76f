"""What letters tell the platform below."""

from __future__ import annotations

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.workflow.registry import register_work
from integrity_files import audit_verbs_letters as audit_verbs
from integrity_files import policies_letters as policies
from integrity_files import selectors_letters as selectors
from integrity_files import work_letters as work

GAP = """
select min(l.id::text) from integrity_files_letter l where l.state = 'issued'
 group by l.organ_id, l.kind, l.year having count(*) <> max(l.sequence)
"""
ALONE = """
select l.id from integrity_files_letter l where accounts_same_person(l.issuer_id, l.drafter_id)
"""
ALTERED = """
select l.id from integrity_files_letter l join files_storedfile f on f.id = l.archive_id
 where f.sha256 <> l.archive_sha256
"""


def register() -> None:
    """Verbs, sentences, work, invariants."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    references.register_target("integrity_files.letter", selectors.visible_ids)
    register_work(work.items)
    invariant("integrity_files.letter_gap", "Numbers of letters have no gap.", GAP)
    invariant("integrity_files.letter_alone", "Two people issued each letter.", ALONE)
    invariant("integrity_files.letter_altered", "Archive copies are as issued.", ALTERED)
