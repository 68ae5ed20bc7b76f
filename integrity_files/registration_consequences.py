"""What consequences tell the platform below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.workflow.registry import register_deadline_kind, register_work
from integrity_files import audit_verbs_consequences as audit_verbs
from integrity_files import policies_consequences as policies
from integrity_files import selectors_consequences as selectors
from integrity_files import work_consequences as work
from integrity_files.codes_consequences import ESCALATE_RULE
from integrity_files.services import consequence_clocks as clocks
from integrity_files.services import consequence_steps as steps

CLOCK = """
select c.id from integrity_files_consequence c
 where (c.state in ('running', 'reported')) <> exists (
    select 1 from workflow_deadline d
     where d.kind = 'integrity_files.consequence' and d.case_id = c.id and d.outcome = '')
"""
ALONE = """
select c.id from integrity_files_consequence c
 where accounts_same_person(c.confirmer_id, c.orderer_id)
    or c.state = 'accepted' and (accounts_same_person(c.accepter_id, c.orderer_id)
        or accounts_same_person(c.accepter_id, c.reporter_id))
"""
FOLLOWS = """
select c.id from integrity_files_consequence c
  join integrity_files_record r on r.id = c.record_id
 where c.state in ('ordered', 'running', 'reported') and r.state <> 'decided'
"""


def register() -> None:
    """Verbs, sentences, the clock, work, invariants."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    register_work(work.items)
    references.register_target("integrity_files.consequence", selectors.visible_ids)
    register_deadline_kind(
        steps.DUTY,
        label=_("Consequence to carry out"),
        remind_before=(3, 1),
        on_remind=clocks.remind,
        on_overdue=clocks.passed,
        escalate_after=ESCALATE_RULE,
        on_escalate=clocks.escalate,
        lock_cases=clocks.lock_cases,
        name_cases=clocks.name_cases,
    )
    invariant("integrity_files.consequence_clock", "Each open duty has its clock.", CLOCK)
    invariant("integrity_files.consequence_alone", "Two people decided what follows.", ALONE)
    invariant("integrity_files.consequence_follows", "What is revoked has no duties.", FOLLOWS)
