"""What reporting and imported lists tell the platform below."""

from __future__ import annotations

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.workflow.registry import register_work
from integrity_files import audit_verbs_reporting as audit_verbs
from integrity_files import policies_reporting as policies
from integrity_files import work_reporting as work
from integrity_files.importing import handlers

MIXED = """
select l.id::text from integrity_files_reportline l
  join integrity_files_reportbatch b on b.id = l.batch_id
  join integrity_files_reportitem i on i.id = l.item_id
 where b.channel <> i.channel
"""
LOST = """
select i.id from integrity_files_reportitem i
 where (i.state = 'sent') <> exists (
    select 1 from integrity_files_reportline l where l.item_id = i.id and l.answer = '')
    or (i.state = 'accepted') <> exists (
    select 1 from integrity_files_reportline l
     where l.item_id = i.id and l.answer in ('accepted', 'known'))
"""


def register() -> None:
    """Verbs, sentences, invariants."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    handlers.register()
    register_work(work.items)
    invariant("integrity_files.report_mixed", "No batch mixes channels.", MIXED)
    invariant("integrity_files.report_lost", "What is reported has its line.", LOST)
