"""What integrity files tell the platform below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.directory import usage
from credit_portal.notices import references
from credit_portal.workflow.registry import register_deadline_kind, register_work
from integrity_files import (
    audit_verbs,
    catalogue_changes,
    policies,
    registration_objections,
    selectors_leads,
    work,
)
from integrity_files.selectors import rests_on
from integrity_files.services import lead_clocks, lead_steps

LEAD_CLOCK = """
select l.id from integrity_files_lead l
 where (l.state in ('new', 'assigned', 'doubted')) <> exists (
    select 1 from workflow_deadline d
     where d.kind = 'integrity_files.lead_verify' and d.case_id = l.id and d.outcome = '')
"""
LEAD_ALONE = """
select l.id from integrity_files_lead l
  join accounts_user a on a.id = l.finder_id join accounts_user b on b.id = l.decider_id
 where a.id = b.id or a.person_id = b.person_id
"""


def register() -> None:
    """Verbs, sentences, the change kind, deadlines, work, invariants."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(audit_verbs.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    usage.register(_rests_on)
    catalogue_changes.register()
    register_deadline_kind(
        lead_steps.VERIFY,
        label=_("Verification of a lead"),
        remind_before=(3, 1),
        on_remind=lead_clocks.remind,
        on_overdue=lead_clocks.passed,
        lock_cases=lead_clocks.lock_cases,
        name_cases=lead_clocks.name_cases,
        followed_with=(policies.HANDLE, policies.DECIDE),
    )
    references.register_target("integrity_files.lead", selectors_leads.visible_ids)
    register_work(work.items)
    invariant("integrity_files.lead_clock", "Each open lead has its clock.", LEAD_CLOCK)
    invariant("integrity_files.lead_alone", "Two people closed each lead.", LEAD_ALONE)
    registration_objections.register()


def _rests_on(appointment: Any) -> Any:
    sentence = _("An entry in this person's integrity file rests on the appointment.")
    return sentence if rests_on(appointment) else None
