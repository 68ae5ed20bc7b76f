"""What complaints tell the platform below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints import audit_verbs, policies, selectors, work
from complaints.services import call_backs, clock_handlers, letters, reporter, steps
from complaints.vault import wiring
from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.workflow.registry import register_deadline_kind, register_work

#: Labels of clocks, who follows them, and on which days before the end one is reminded.
CLOCKS: dict[str, tuple[Any, tuple[str, ...], tuple[int, ...]]] = {
    steps.FIRST: (_("First response to a complaint"), policies.HOTLINE, ()),
    steps.SIGN: (_("Signing for a complaint"), policies.OF_BODY, (1,)),
    steps.HANDLING: (_("Handling of a complaint"), policies.OF_BODY, (3, 1)),
    steps.TOTAL: (_("Complaint, total time"), policies.HOTLINE, (3, 1)),
    call_backs.CALL_BACK: (_("Call-back"), policies.HOTLINE, ()),
    letters.LETTER: (_("Answer to a supervision letter"), policies.OF_BODY, (1,)),
    reporter.REVIEW: (_("Review of a complaint"), (policies.REVIEW,), (7, 1)),
}
CLOCK = """
select c.id from complaints_case c
 where c.merged_into_id is null
   and (c.state in ('received', 'accepted', 'dispatched', 'handling', 'proposed')) <> exists (
    select 1 from workflow_deadline d
     where d.kind = 'complaints.total' and d.case_id = c.id and d.outcome = '')
"""
ALONE = """
select r.id from complaints_reply r where accounts_same_person(r.author_id, r.approver_id)
 union all
select m.id from complaints_motion m where accounts_same_person(m.asker_id, m.decider_id)
 union all
select u.id from complaints_unsealrequest u where accounts_same_person(u.asker_id, u.confirmer_id)
"""
NAMED = """
select c.id from complaints_case c join complaints_identity i on i.case_id = c.id
 where c.is_anonymous
"""


def register() -> None:
    """Verbs, sentences, clocks, work, invariants, the vault's place in /readyz."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    wiring.register()
    for kind, (label, followers, reminders) in CLOCKS.items():
        register_deadline_kind(
            kind,
            label=label,
            remind_before=reminders,
            on_remind=clock_handlers.remind if reminders else None,
            on_overdue=clock_handlers.passed,
            escalate_after=clock_handlers.ESCALATE_AFTER,
            on_escalate=clock_handlers.escalate,
            lock_cases=clock_handlers.lock_cases,
            name_cases=clock_handlers.name_cases,
            followed_with=followers,
        )
    references.register_target("complaints.case", selectors.visible_ids)
    register_work(work.items)
    invariant("complaints.clock", "Each open complaint has its total clock.", CLOCK)
    invariant("complaints.alone", "Two people gave each answer and each grant.", ALONE)
    invariant("complaints.named", "Nobody is known who stayed anonymous.", NAMED)
