"""What objections and tips tell the platform below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.publishing.marks import register_marker
from credit_portal.workflow.receipts import register_receipt_lookup
from credit_portal.workflow.registry import register_deadline_kind, register_work
from integrity_files import audit_verbs_objections as audit_verbs
from integrity_files import policies_objections as policies
from integrity_files import progress_objections as progress
from integrity_files import selectors_objections as selectors
from integrity_files import work_objections as work
from integrity_files.services import objection_clocks, objection_steps

MARKED = """
select o.id from integrity_files_objection o
  join publishing_displayed s on s.rec = o.rec
 where o.state in ('accepted', 'transferred', 'verified', 'proposed')
   and position('"objection":{' in s.row) = 0
   and not exists (select 1 from publishing_decision d where d.rec = s.rec and d.done_at is null)
union all
select null::uuid from publishing_displayed s
 where position('"objection":{' in s.row) > 0 and not exists (
    select 1 from integrity_files_objection o where o.rec = s.rec
       and o.state in ('accepted', 'transferred', 'verified', 'proposed'))
   and not exists (select 1 from publishing_decision d where d.rec = s.rec and d.done_at is null)
"""
CLOCK = """
select o.id from integrity_files_objection o
 where (o.state in ('received', 'incomplete', 'accepted', 'transferred', 'verified', 'proposed',
                    'appealed', 'appeal_set')) <> exists (
    select 1 from workflow_deadline d
     where d.case_type = 'integrity_files.objection' and d.case_id = o.id and d.outcome = '')
union all
select t.id from integrity_files_tip t
 where (t.state = 'received') <> exists (
    select 1 from workflow_deadline d
     where d.case_type = 'integrity_files.tip' and d.case_id = t.id and d.outcome = '')
"""
ALONE = """
select o.id from integrity_files_objection o
 where accounts_same_person(o.decider_id, o.proposer_id)
    or accounts_same_person(o.appeal_decider_id, o.appeal_proposer_id)
    or accounts_same_person(o.appeal_decider_id, o.decider_id)
"""


def register() -> None:
    """Verbs, sentences, the mark, deadlines, work, receipts, invariants."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    register_marker(selectors.mark)
    _register_deadlines()
    register_work(work.items)
    register_receipt_lookup(progress.lookup)
    references.register_target("integrity_files.objection", selectors.visible_ids)
    references.register_target("integrity_files.tip", selectors.tip_ids)
    invariant("integrity_files.mark", "What is under objection says so, and only that.", MARKED)
    invariant("integrity_files.objection_clock", "What is owed has its clock.", CLOCK)
    invariant("integrity_files.objection_alone", "Nobody decides twice.", ALONE)


def _register_deadlines() -> None:
    shared: dict[str, Any] = {
        "remind_before": (1,),
        "on_remind": objection_clocks.remind,
        "on_overdue": objection_clocks.passed,
        "lock_cases": objection_clocks.lock_cases,
        "name_cases": objection_clocks.name_cases,
    }
    for kind, label in (
        (objection_steps.EXAMINE, _("Objection to be accepted and marked")),
        (objection_steps.TRANSFER, _("Objection to be transferred")),
        (objection_steps.ANSWER, _("Objection to be answered")),
        (objection_steps.APPEAL, _("Appeal to be decided")),
    ):
        followed = (*policies.OFFICE, policies.OBJECT)
        register_deadline_kind(kind, label=label, followed_with=followed, **shared)
    register_deadline_kind(
        objection_steps.COMPLETE,
        label=_("Objection to be completed by the objector"),
        followed_with=policies.OFFICE,
        remind_before=(),
        on_overdue=objection_clocks.lapse,
        lock_cases=objection_clocks.lock_cases,
        name_cases=objection_clocks.name_cases,
    )
    register_deadline_kind(
        objection_steps.TIP,
        label=_("Correction tip to be answered"),
        followed_with=policies.OFFICE,
        **shared,
    )
