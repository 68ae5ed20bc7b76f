"""States and transitions of a case. Steps without a verb are the reporter's or the system's."""

from __future__ import annotations

from complaints import codes, policies
from complaints.codes import CaseState
from credit_portal.workflow.machine import Machine, Transition

S = CaseState
TAKE, LEAD, BODY, HEAD, REVIEW = (
    policies.TAKE, policies.SUPERVISE, policies.HANDLE, policies.APPROVE, policies.REVIEW,
)  # fmt: skip
BEFORE_ANSWER = (S.RECEIVED, S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.PROPOSED)

CASE = Machine(
    "state",
    transitions=[
        Transition("accept", (S.RECEIVED,), S.ACCEPTED.value, verb=TAKE),
        Transition("refuse", (S.RECEIVED, S.ACCEPTED), S.REFUSED.value, verb=LEAD),
        Transition("dispatch", (S.ACCEPTED,), S.DISPATCHED.value, verb=LEAD),
        Transition("give_back", (S.DISPATCHED,), S.ACCEPTED.value, verb=BODY),
        Transition("take_back", (S.DISPATCHED, S.HANDLING), S.ACCEPTED.value, verb=LEAD),
        Transition("keep_from_accused", codes.WITH_BODY, S.ACCEPTED.value),
        Transition("sign", (S.DISPATCHED,), S.HANDLING.value, verb=BODY),
        Transition("propose", (S.HANDLING,), S.PROPOSED.value, verb=BODY),
        Transition("send_back", (S.PROPOSED,), S.HANDLING.value, verb=HEAD, proof=False),
        Transition("answer", (S.PROPOSED,), S.ANSWERED.value, verb=HEAD),
        Transition("answer_at_once", (S.ACCEPTED,), S.ANSWERED.value, verb=LEAD),
        Transition("answer_with_main", tuple(one.value for one in BEFORE_ANSWER), S.ANSWERED.value),
        Transition("close", (S.ANSWERED,), S.CLOSED.value, verb=TAKE),
        Transition("close_unasked", (S.ANSWERED,), S.CLOSED.value),
        Transition("reopen", (S.ANSWERED, S.CLOSED), S.ACCEPTED.value, verb=TAKE),
        Transition("reopen_by_receipt", (S.ANSWERED, S.CLOSED), S.ACCEPTED.value),
        Transition("ask_review", (S.REFUSED, S.ANSWERED, S.CLOSED), S.REVIEW.value),
        Transition("uphold", (S.REVIEW,), S.CLOSED.value, verb=REVIEW),
        Transition("overturn", (S.REVIEW,), S.ACCEPTED.value, verb=REVIEW),
        Transition("withdraw", tuple(one.value for one in BEFORE_ANSWER), S.WITHDRAWN.value),
    ],
    initial=S.RECEIVED.value,
)
"""received → accepted → dispatched → handling → reply proposed → answered → closed."""
