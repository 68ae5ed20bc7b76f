"""Who may do what about credit repair: the body asks, the credit office answers from outside."""

from __future__ import annotations

from credit_portal.common.actors import Actor
from credit_portal.directory.models import Organisation
from integrity_files import policies

APPLY = "integrity_files.apply_repair"
HANDLE = "integrity_files.handle_repairs"
DECIDE = "integrity_files.decide_repairs"
VERBS = {
    APPLY: {"filer", "case_handler", "approver"},
    HANDLE: {"credit_officer"},
    DECIDE: {"credit_reviewer"},
}
FRESH = {DECIDE}
OFFICE = (HANDLE, DECIDE)
WORDS: dict[str, tuple[str, str]] = {
    APPLY: ("为本单位申请信用修复", "ask for credit repair for the body"),
    HANDLE: (
        "受理信用修复申请，提出处理意见",
        "accept applications for credit repair and propose their result",
    ),
    DECIDE: (
        "决定或退回信用修复处理意见（不得决定本人提出的或本人参与认定的）",
        "decide on credit repair, never one's own proposal nor on a record one decided",
    ),
}


def require(actor: Actor, verb: str, body: Organisation) -> None:
    """Raise NotAllowed unless he holds the verb over the body; of the credit office he also
    stands outside of it."""
    if verb == APPLY:
        policies.require_verb(actor, verb, body)
    else:
        policies.require(actor, verb, body)


def may(actor: Actor, verb: str, body: Organisation) -> bool:
    """Whether `require` would let him."""
    return actor.may(verb, body) if verb == APPLY else policies.may(actor, verb, body)


def is_office(user: Actor, body: Organisation) -> bool:
    """Whether he works on repairs of this body for the credit office."""
    return any(may(user, verb, body) for verb in OFFICE)
