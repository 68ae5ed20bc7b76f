"""What the old accounts register tells the platform below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import audit_verbs_old_accounts as audit_verbs
from commitments import open_data
from commitments import policies_old_accounts as policies
from commitments import progress_old_accounts as progress
from commitments import selectors_old_accounts as selectors
from commitments import work_old_accounts as work
from commitments.services import old_clocks, old_publication, old_steps
from commitments.summary_old_accounts import summarise
from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.publishing.registry import Kind, register_kind
from credit_portal.workflow.receipts import register_receipt_lookup
from credit_portal.workflow.registry import register_deadline_kind, register_work

SILENT_UNSAID = """
select a.id from commitments_oldaccount a
 where a.state = 'with_body' and a.silent_on is null and exists (
    select 1 from workflow_deadline d
     where d.kind = 'commitments.old_answer' and d.case_id = a.id and d.outcome = ''
       and d.overdue_at is not null)
"""
OWED_WITHOUT_CLOCK = """
select a.id from commitments_oldaccount a
 where a.state in ('with_body', 'contesting', 'upheld') and not exists (
    select 1 from workflow_deadline d
     where d.kind = 'commitments.old_answer' and d.case_id = a.id and d.outcome = '')
"""
ACCEPTED_UNREGISTERED = """
select a.id from commitments_oldaccount a
  left join commitments_commitment c on c.id = a.commitment_id
 where a.state = 'accepted' and c.state is distinct from 'registered'
"""


def register() -> None:
    """Verbs, sentences, the public kind, deadlines, work, receipts, invariants."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    audit_verbs.register()
    register_kind(
        Kind(
            code=old_steps.KIND,
            letter="O",
            name_zh="旧账登记表",
            name_en="Old accounts of a body",
            summarise=summarise,
            basis="P02",
            columns=open_data.OLD_ACCOUNTS,
        ),
        on_published=old_publication.remember,
    )
    _register_deadlines()
    register_work(work.items)
    register_receipt_lookup(progress.lookup)
    references.register_words("commitments.oldaccountnote", selectors.words_of_notes)
    references.register_target("commitments.oldaccount", selectors.visible_ids)
    invariant("commitments.old_silent", "Certain silence is said.", SILENT_UNSAID)
    invariant("commitments.old_clock", "What a body owes has its clock.", OWED_WITHOUT_CLOCK)
    invariant("commitments.old_accepted", "What was accepted is registered.", ACCEPTED_UNREGISTERED)


def _register_deadlines() -> None:
    shared: dict[str, Any] = {
        "remind_before": (5, 1),
        "on_remind": old_clocks.remind,
        "on_overdue": old_clocks.passed,
        "lock_cases": old_clocks.lock_cases,
        "name_cases": old_clocks.name_cases,
    }
    register_deadline_kind(
        old_steps.ANSWER,
        label=_("Answer to an old account"),
        escalate_after=old_clocks.SILENT_RULE,
        on_escalate=old_clocks.escalate,
        **shared,
    )
    register_deadline_kind(
        old_steps.CHECK,
        label=_("Check of an old account"),
        followed_with=policies.OFFICE,
        **shared,
    )
    register_deadline_kind(old_steps.DECIDE, label=_("Decision on an old account"), **shared)
