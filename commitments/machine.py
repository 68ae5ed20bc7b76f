"""States and transitions of a commitment's filing and of a verification."""

from __future__ import annotations

from commitments import policies
from commitments.codes import State, VerificationState
from credit_portal.workflow.machine import Machine, Transition

D, S, R = State.DRAFT.value, State.SUBMITTED.value, State.RETURNED.value

COMMITMENT = Machine(
    "state",
    transitions=[
        Transition("submit", (D, R), S, verb=policies.FILE),
        Transition("take_back", (S,), D, verb=policies.FILE),
        Transition("return_", (S,), R, verb=policies.APPROVE, proof=False),
        Transition("approve", (S,), State.REGISTERED.value, verb=policies.APPROVE),
        Transition("discard", (D, R), State.DISCARDED.value, verb=policies.FILE),
    ],
    initial=D,
)
"""draft -> submitted -> registered; the filer may take back, the approver may return."""

_V = VerificationState

VERIFICATION = Machine(
    "state",
    transitions=[
        Transition(
            "propose", (_V.OPEN.value, _V.RETURNED.value), _V.PROPOSED.value, verb=policies.VERIFY
        ),
        Transition(
            "return_",
            (_V.PROPOSED.value,),
            _V.RETURNED.value,
            verb=policies.CONFIRM,
            proof=False,
        ),
        Transition("overtake", (_V.PROPOSED.value,), _V.RETURNED.value, verb="system.verification"),
        Transition("confirm", (_V.PROPOSED.value,), _V.CONFIRMED.value, verb=policies.CONFIRM),
        Transition(
            "dismiss", (_V.OPEN.value, _V.RETURNED.value), _V.DISMISSED.value, verb=policies.VERIFY
        ),
    ],
    initial=_V.OPEN.value,
)
"""open -> proposed -> confirmed, each by a person of its own; dismissed leaves no outcome.

"overtake" is the system's: a newly loaded calendar took the ground from a proposal."""
