"""States and transitions of a lead. Steps without a verb follow from what it rested on."""

from __future__ import annotations

from credit_portal.workflow.machine import Machine, Transition
from integrity_files import policies
from integrity_files.codes import LEAD_OPEN, LeadState

S = LeadState

LEAD = Machine(
    "state",
    transitions=[
        Transition("take", (S.NEW,), S.ASSIGNED.value, verb=policies.HANDLE),
        Transition("assign", (S.NEW, S.ASSIGNED), S.ASSIGNED.value, verb=policies.DECIDE,
                   proof=False),
        Transition("find_true", (S.ASSIGNED,), S.TRUE.value, verb=policies.HANDLE),
        Transition("doubt", (S.ASSIGNED,), S.DOUBTED.value, verb=policies.HANDLE),
        Transition("send_back", (S.DOUBTED,), S.ASSIGNED.value, verb=policies.DECIDE, proof=False),
        Transition("close", (S.DOUBTED,), S.UNTRUE.value, verb=policies.DECIDE),
        Transition("supersede", tuple(sorted(LEAD_OPEN)), S.SUPERSEDED.value),
    ],
    initial=S.NEW.value,
)  # fmt: skip
"""new → being verified → true, or untrue by two people."""
