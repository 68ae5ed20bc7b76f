"""What complaints tell the platform below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints import (
    audit_verbs,
    checks,
    invariants,
    policies,
    selectors,
    work,
    work_roles,
)
from complaints.services import clock_handlers, order_results, steps
from complaints.vault import wiring
from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.notices import references
from credit_portal.workflow.registry import register_deadline_kind, register_work


@dataclass(frozen=True)
class Clock:
    """A kind of clock: its label, who follows it, on which days before the end one is reminded,
    and whether silence is told further up."""

    label: Any
    followers: tuple[str, ...]
    reminders: tuple[int, ...] = ()
    escalates: bool = True


#: Nothing is escalated once a case was answered: neither its call-back.
CLOCKS: dict[str, Clock] = {
    steps.FIRST: Clock(_("First response to a complaint"), policies.HOTLINE),
    steps.ROUTE: Clock(_("Passing a complaint on"), (policies.SUPERVISE,)),
    steps.SIGN: Clock(_("Signing for a complaint"), policies.OF_BODY, (1,)),
    steps.HANDLING: Clock(_("Handling of a complaint"), policies.OF_BODY, (3, 1)),
    steps.TOTAL: Clock(_("Complaint, total time"), policies.HOTLINE, (3, 1)),
    steps.CALL_BACK: Clock(_("Call-back"), policies.HOTLINE, escalates=False),
    steps.LETTER: Clock(_("Answer to a supervision letter"), policies.OF_BODY, (1,)),
    order_results.RESULT: Clock(_("Result for the 12345 platform"), (policies.EXCHANGE,)),
    order_results.ORDER: Clock(_("Day set by the 12345 platform"), (policies.EXCHANGE,), (1,)),
    steps.OPINION: Clock(_("Opinion on a complaint"), policies.OF_BODY, (1,)),
    steps.REVIEW: Clock(_("Review of a complaint"), (policies.REVIEW,), (7, 1)),
}


def register() -> None:
    """Verbs, sentences, clocks, work, invariants, the vault in /readyz."""
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(audit_verbs.SENTENCES)
    for kind, spec in CLOCKS.items():
        _register_clock(kind, spec)
    references.register_target("complaints.case", selectors.visible_ids)
    references.register_target("complaints.callback", selectors.visible_call_backs)
    references.register_target("complaints.supervisionletter", selectors.visible_letters)
    references.register_target("complaints.assignment", selectors.visible_parts)
    register_work(work.items)
    register_work(work_roles.items)
    invariants.register()
    checks.register()
    wiring.register()


def _register_clock(kind: str, spec: Clock) -> None:
    register_deadline_kind(
        kind,
        label=spec.label,
        remind_before=spec.reminders,
        on_remind=clock_handlers.remind if spec.reminders else None,
        on_overdue=clock_handlers.passed,
        escalate_after=clock_handlers.SILENT_RULE if spec.escalates else None,
        on_escalate=clock_handlers.escalate if spec.escalates else None,
        on_moved=clock_handlers.moved if kind == steps.LETTER else None,
        lock_cases=clock_handlers.lock_cases,
        name_cases=clock_handlers.name_cases,
        followed_with=spec.followers,
        case_by_case=True,
    )
