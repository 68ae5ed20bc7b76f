"""States and transitions of a consequence."""

from __future__ import annotations

from credit_portal.workflow.machine import Machine, Transition
from integrity_files import policies_consequences as policies
from integrity_files.codes_consequences import IN_FORCE
from integrity_files.codes_consequences import ConsequenceState as S

CONSEQUENCE = Machine(
    "state",
    transitions=[
        Transition("confirm", (S.ORDERED,), S.RUNNING.value, verb=policies.CONFIRM),
        Transition("strike", (S.ORDERED,), S.STRUCK.value, verb=policies.CONFIRM, proof=False),
        Transition("report", (S.RUNNING,), S.REPORTED.value),
        Transition("accept", (S.REPORTED,), S.ACCEPTED.value, verb=policies.ACCEPT),
        Transition("refuse", (S.REPORTED,), S.RUNNING.value, verb=policies.ACCEPT),
        Transition("lift", (S.ORDERED, *IN_FORCE), S.LIFTED.value),
    ],
    initial=S.ORDERED.value,
)
"""Ordered → confirmed and running → reported → accepted; lifted when the record ends."""
