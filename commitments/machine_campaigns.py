"""States and transitions of a rectification campaign and of the work on one of its cases."""

from __future__ import annotations

from commitments import policies_old_accounts as policies
from commitments.codes_old_accounts import CampaignState, CaseState
from credit_portal.workflow.machine import Machine, Transition

S, C = CampaignState, CaseState

CAMPAIGN = Machine(
    "state",
    transitions=[
        Transition("start", (S.PLANNED,), S.RUNNING.value, verb=policies.CONFIRM),
        Transition("drop", (S.PLANNED,), S.DROPPED.value, verb=policies.CHECK),
        Transition("end", (S.RUNNING,), S.ACCEPTANCE.value, verb=policies.CHECK),
        Transition("close", (S.ACCEPTANCE,), S.CLOSED.value, verb=policies.CONFIRM),
        Transition("finish", (S.CLOSED,), S.FINISHED.value, verb=policies.CONFIRM),
    ],
    initial=S.PLANNED.value,
)
"""planned → running (baseline frozen) → in acceptance → closed → finished after the look-back.
A plan that is not begun can be given up."""

CASE = Machine(
    "state",
    transitions=[
        Transition("claim", (C.OPEN, C.REOPENED), C.CLAIMED.value, verb=policies.ANSWER),
        Transition("send_back", (C.CLAIMED,), C.OPEN.value, verb=policies.CHECK),
        Transition("settle", (C.CLAIMED,), C.SETTLED.value, verb=policies.CONFIRM),
        Transition("reopen", (C.SETTLED,), C.REOPENED.value, verb=policies.CHECK),
    ],
    initial=C.OPEN.value,
)
"""The body says that it is settled; two others accept that, or it stays open."""
