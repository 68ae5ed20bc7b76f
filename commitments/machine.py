"""States and transitions of a commitment's filing and of a verification."""

from __future__ import annotations

from commitments import policies
from commitments.codes import SheetState, State, VerificationState
from commitments.codes_change import ChangeState
from commitments.codes_clocks import ClockState
from commitments.policies_clocks import MOVE_DUE
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
        Transition("supersede", (D,), State.REGISTERED.value, verb=policies.DECIDE_CHANGE),
        Transition("lapse", (D,), State.DISCARDED.value, verb=policies.DECIDE_CHANGE, proof=False),
        Transition("fall_away", (D,), State.DISCARDED.value, verb="system.change"),
    ],
    initial=D,
)
"""draft -> submitted -> registered; the filer may take back, the approver may return. The text that
takes the place of another is registered, or lapses, with its case of lawful change only."""

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

_C = ChangeState
_DRAFT = (_C.DRAFT.value, _C.RETURNED.value)

LAWFUL_CHANGE = Machine(
    "state",
    transitions=[
        Transition("submit", _DRAFT, _C.SUBMITTED.value, verb=policies.FILE),
        Transition("take_back", (_C.SUBMITTED.value,), _C.DRAFT.value, verb=policies.FILE),
        Transition("discard", _DRAFT, _C.DISCARDED.value, verb=policies.FILE),
        Transition(
            "fall_away",
            (*_DRAFT, _C.SUBMITTED.value),
            _C.DISCARDED.value,
            verb="system.change",
        ),
        Transition(
            "return_",
            (_C.SUBMITTED.value,),
            _C.RETURNED.value,
            verb=policies.DECIDE_CHANGE,
            proof=False,
        ),
        Transition("refuse", (_C.SUBMITTED.value,), _C.REFUSED.value, verb=policies.DECIDE_CHANGE),
        Transition(
            "approve", (_C.SUBMITTED.value,), _C.APPROVED.value, verb=policies.DECIDE_CHANGE
        ),
    ],
    initial=_C.DRAFT.value,
)
"""draft -> submitted -> approved or refused by the superior body; it may return it, the filer may
take it back. "fall_away" is the system's: the promise came to another end."""
_ASKED = ClockState.REQUESTED.value

CLOCK = Machine(
    "state",
    transitions=[
        Transition("approve", (_ASKED,), ClockState.APPROVED.value, verb=MOVE_DUE),
        Transition("refuse", (_ASKED,), ClockState.REFUSED.value, verb=MOVE_DUE, proof=False),
        Transition("withdraw", (_ASKED,), ClockState.WITHDRAWN.value, verb=policies.FILE),
        Transition("fall_away", (_ASKED,), ClockState.WITHDRAWN.value, verb="system.change"),
    ],
    initial=_ASKED,
)
"""requested -> approved or refused by the superior body; the body may take its request back, and
it falls away with the end of the promise."""
_S = SheetState

SHEET = Machine(
    "state",
    transitions=[
        Transition(
            "submit",
            (_S.DRAFT.value, _S.RETURNED.value),
            _S.SUBMITTED.value,
            verb=policies.FILE,
        ),
        Transition("take_back", (_S.SUBMITTED.value,), _S.DRAFT.value, verb=policies.FILE),
        Transition(
            "return_",
            (_S.SUBMITTED.value,),
            _S.RETURNED.value,
            verb=policies.APPROVE,
            proof=False,
        ),
        Transition("approve", (_S.SUBMITTED.value,), _S.APPROVED.value, verb=policies.APPROVE),
    ],
    initial=_S.DRAFT.value,
)
"""draft -> submitted -> approved, as a whole; its commitments take their own steps with it."""
