"""States and transitions of a record. Steps without a verb are taken by other cases' decisions."""

from __future__ import annotations

from credit_portal.workflow.machine import Machine, Transition
from integrity_files import policies_records as policies
from integrity_files.codes_records import BEFORE_DETERMINATION
from integrity_files.codes_records import RecordState as S

RECORD = Machine(
    "state",
    transitions=[
        Transition("notice", (S.RECTIFYING,), S.NOTICED.value, verb=policies.HANDLE),
        Transition("hear", (S.NOTICED,), S.HEARD.value, verb=policies.HANDLE),
        Transition("propose", (S.HEARD,), S.PROPOSED.value, verb=policies.HANDLE),
        Transition("propose_drop", (S.HEARD,), S.DROPPING.value, verb=policies.HANDLE),
        Transition("send_back", (S.PROPOSED, S.DROPPING), S.HEARD.value, verb=policies.DECIDE,
                   proof=False),
        Transition("decide", (S.PROPOSED,), S.DECIDED.value, verb=policies.DECIDE),
        Transition("drop", (S.DROPPING,), S.DROPPED.value, verb=policies.DECIDE),
        Transition("settle", tuple(sorted(BEFORE_DETERMINATION)), S.SETTLED.value,
                   verb=policies.ACCEPT),
        Transition("revoke", (S.DECIDED,), S.REVOKED.value),
    ],
    initial=S.RECTIFYING.value,
)  # fmt: skip
"""Order to rectify → notice → statement considered → proposed → decided; ends without a record
are settled and dropped."""
