"""States and transitions of an objection. Steps without a verb are the objector's, or
time's ("lapse")."""

from __future__ import annotations

from credit_portal.workflow.machine import Machine, Transition
from integrity_files import policies_objections as policies
from integrity_files.codes_objections import OPEN, ObjectionState

S = ObjectionState
H, D = policies.HANDLE, policies.DECIDE
#: A repetition is answered by the earlier decision also once it was accepted and marks the record.
REPEATABLE = (S.RECEIVED, S.ACCEPTED, S.TRANSFERRED, S.VERIFIED)

OBJECTION = Machine(
    "state",
    transitions=[
        Transition("ask", (S.RECEIVED,), S.INCOMPLETE.value, verb=H),
        Transition("complete", (S.INCOMPLETE,), S.RECEIVED.value),
        Transition("lapse", (S.INCOMPLETE,), S.LAPSED.value),
        Transition("refuse", (S.RECEIVED,), S.REFUSED.value, verb=H),
        Transition("accept", (S.RECEIVED,), S.ACCEPTED.value, verb=H),
        Transition("repeat", REPEATABLE, S.REPEATED.value, verb=H),
        Transition("transfer", (S.ACCEPTED,), S.TRANSFERRED.value, verb=H),
        Transition("verify", (S.ACCEPTED, S.TRANSFERRED), S.VERIFIED.value, verb=H),
        Transition("propose", (S.VERIFIED,), S.PROPOSED.value, verb=H),
        Transition("send_back", (S.PROPOSED,), S.VERIFIED.value, verb=D, proof=False),
        Transition("decide", (S.PROPOSED,), S.DECIDED.value, verb=D),
        Transition("appeal", (S.DECIDED,), S.APPEALED.value),
        Transition("propose_appeal", (S.APPEALED,), S.APPEAL_PROPOSED.value, verb=H),
        Transition("send_back_appeal", (S.APPEAL_PROPOSED,), S.APPEALED.value, verb=D, proof=False),
        Transition("decide_appeal", (S.APPEAL_PROPOSED,), S.APPEAL_DECIDED.value, verb=D),
        Transition("withdraw", tuple(one.value for one in OPEN), S.WITHDRAWN.value),
    ],
    initial=S.RECEIVED.value,
)
"""received → accepted, marked → transferred → verified → proposed → decided → appealed."""
