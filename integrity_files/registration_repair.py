"""What credit repair tells the platform below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.workflow.receipts import register_receipt_lookup
from credit_portal.workflow.registry import register_deadline_kind, register_work
from integrity_files import audit_verbs_repair as audit_verbs
from integrity_files import policies_repair as policies
from integrity_files import progress_repair as progress
from integrity_files import selectors_repair as selectors
from integrity_files import work_repair as work
from integrity_files.services import repair_clocks as clocks
from integrity_files.services import repair_steps as steps

ALONE = """
select p.id from integrity_files_repair p join integrity_files_record r on r.id = p.record_id
 where accounts_same_person(p.decider_id, p.proposer_id)
    or accounts_same_person(p.decider_id, r.decider_id)
    or accounts_same_person(p.decider_id, r.proposer_id)
"""
STILL_SHOWN = """
select r.id from integrity_files_record r
 where r.repaired_on is not null
   and (not integrity_files_repair_granted(r.id) or (
        select d.act from publishing_decision d
         where d.source_type = 'integrity_files.record' and d.source_id = r.id::text
         order by d.number desc limit 1) not in ('withdraw', 'repair', 'expire'))
"""
CLOCK = """
select p.id from integrity_files_repair p
 where p.state in ('refused', 'decided', 'withdrawn', 'moot') and exists (
    select 1 from workflow_deadline d
     where d.kind like 'integrity_files.repair_%%' and d.case_id = p.id and d.outcome = '')
"""


def register() -> None:
    """Verbs, sentences, receipts, deadlines, work, invariants."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    references.register_target("integrity_files.repair", selectors.visible_ids)
    register_receipt_lookup(progress.lookup)
    register_work(work.items)
    shared: dict[str, Any] = {
        "remind_before": (3, 1), "on_remind": clocks.remind, "on_overdue": clocks.passed,
        "lock_cases": clocks.lock_cases, "name_cases": clocks.name_cases,
    }  # fmt: skip
    register_deadline_kind(steps.ACCEPT, label=_("Acceptance of a credit repair"), **shared)
    register_deadline_kind(steps.COMPLETE, label=_("Papers of a credit repair"), **shared)
    register_deadline_kind(steps.RESULT, label=_("Result of a credit repair"), **shared)
    register_deadline_kind(steps.SITE, label=_("Answer to a repair's applicant"), **shared)
    invariant("integrity_files.repair_alone", "Others decided each repair.", ALONE)
    invariant("integrity_files.repair_shown", "What was repaired is gone.", STILL_SHOWN)
    invariant("integrity_files.repair_clock", "What is finished has no clock.", CLOCK)
