"""States and transitions of an application for repair."""

from __future__ import annotations

from credit_portal.workflow.machine import Machine, Transition
from integrity_files import policies_repair as policies
from integrity_files.codes_repair import AT_OFFICE
from integrity_files.codes_repair import RepairState as S

WITHDRAWABLE = (S.DRAFT, S.FILED, S.INCOMPLETE, S.ACCEPTED)
REPAIR = Machine(
    "state",
    transitions=[
        Transition("file", (S.DRAFT,), S.FILED.value, verb=policies.APPLY),
        Transition("ask", (S.FILED,), S.INCOMPLETE.value, verb=policies.HANDLE),
        Transition("complete", (S.INCOMPLETE,), S.FILED.value, verb=policies.APPLY),
        Transition("accept", (S.FILED,), S.ACCEPTED.value, verb=policies.HANDLE),
        Transition("refuse", (S.FILED, S.INCOMPLETE), S.REFUSED.value, verb=policies.HANDLE),
        Transition("propose", (S.ACCEPTED,), S.PROPOSED.value, verb=policies.HANDLE),
        Transition("send_back", (S.PROPOSED,), S.ACCEPTED.value, verb=policies.DECIDE,
                   proof=False),
        Transition("decide", (S.PROPOSED,), S.DECIDED.value, verb=policies.DECIDE),
        Transition("withdraw", WITHDRAWABLE, S.WITHDRAWN.value, verb=policies.APPLY),
        Transition("moot", AT_OFFICE, S.MOOT.value),
        Transition("file_by_form", (S.DRAFT,), S.FILED.value),
        Transition("complete_by_form", (S.INCOMPLETE,), S.FILED.value),
        Transition("withdraw_by_form", WITHDRAWABLE[1:], S.WITHDRAWN.value),
    ],
    initial=S.DRAFT.value,
)  # fmt: skip
"""Draft → filed (→ papers missing → filed) → accepted → result proposed → decided."""
