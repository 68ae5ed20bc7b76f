"""States and transitions of an old account. Steps without a verb are the claimant's, or follow
from what happens to the commitment that the account became."""

from __future__ import annotations

from commitments import policies_old_accounts as policies
from commitments.codes_old_accounts import WITHDRAWABLE, AccountState
from credit_portal.workflow.machine import Machine, Transition

S = AccountState

ACCOUNT = Machine(
    "state",
    transitions=[
        Transition("return_", (S.FILED,), S.INCOMPLETE.value, verb=policies.CHECK),
        Transition("complete", (S.INCOMPLETE,), S.FILED.value),
        Transition("refuse", (S.FILED, S.INCOMPLETE), S.REFUSED.value, verb=policies.CHECK),
        Transition("check", (S.FILED,), S.CHECKED.value, verb=policies.CHECK),
        Transition("uncheck", (S.CHECKED,), S.FILED.value, verb=policies.CONFIRM, proof=False),
        Transition("forward", (S.CHECKED,), S.WITH_BODY.value, verb=policies.CONFIRM),
        Transition("accept", (S.WITH_BODY, S.UPHELD), S.ACCEPTING.value, verb=policies.ANSWER),
        Transition("give_up", (S.ACCEPTING,), S.WITH_BODY.value),
        Transition("owe_again", (S.ACCEPTING,), S.UPHELD.value),
        Transition("drop", (S.ACCEPTING,), S.WITHDRAWN.value),
        Transition("register", (S.ACCEPTING,), S.ACCEPTED.value),
        Transition("contest", (S.WITH_BODY,), S.CONTESTING.value, verb=policies.ANSWER),
        Transition("unissue", (S.CONTESTING,), S.WITH_BODY.value, verb=policies.ISSUE, proof=False),
        Transition("issue", (S.CONTESTING,), S.CONTESTED.value, verb=policies.ISSUE),
        Transition("propose", (S.CONTESTED,), S.PROPOSED.value, verb=policies.CHECK),
        Transition(
            "return_decision", (S.PROPOSED,), S.CONTESTED.value, verb=policies.CONFIRM, proof=False
        ),
        Transition("uphold", (S.PROPOSED,), S.UPHELD.value, verb=policies.CONFIRM),
        Transition("dismiss", (S.PROPOSED,), S.CLOSED.value, verb=policies.CONFIRM),
        Transition("withdraw", tuple(one.value for one in WITHDRAWABLE), S.WITHDRAWN.value),
    ],
    initial=S.FILED.value,
)
"""filed → checked → with the body → registered, or contested and decided."""
