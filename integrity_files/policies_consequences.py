"""Who may do what about consequences: the credit office from outside of the body; the owner of
the duty carries it out."""

from __future__ import annotations

from typing import Any

from credit_portal.common.actors import Actor
from credit_portal.directory.models import Organisation
from integrity_files import policies

ORDER = "integrity_files.order_consequences"
CONFIRM = "integrity_files.confirm_consequences"
ACCEPT = "integrity_files.accept_consequences"
CARRY = "integrity_files.carry_out_consequences"
VERBS = {
    ORDER: {"credit_officer"},
    CONFIRM: {"credit_reviewer"},
    ACCEPT: {"credit_officer", "credit_reviewer"},
    CARRY: {"filer", "case_handler", "approver"},
}
FRESH = {CONFIRM}
OFFICE = (ORDER, CONFIRM)
WORDS: dict[str, tuple[str, str]] = {
    ORDER: (
        "提出失信记录的惩戒措施，登记人员处分（保密）",
        "order what follows a record; enter sanctions of persons (confidential)",
    ),
    CONFIRM: (
        "确认或不予确认惩戒措施（不得确认本人提出的）",
        "confirm what follows a record or strike it out, never one's own order",
    ),
    ACCEPT: (
        "验收惩戒措施的落实（不得验收本人提出或办理的）",
        "accept what was carried out, never what one ordered or did oneself",
    ),
    CARRY: (
        "落实本单位负责的惩戒措施并提交证明",
        "carry out what the body has to do after a record, with proof",
    ),
}


def require(actor: Actor, verb: str, body: Organisation) -> None:
    """Raise NotAllowed unless he holds the verb over the body; of the credit office he also
    stands outside of the body that the record is about."""
    if verb == CARRY:
        policies.require_verb(actor, verb, body)
    else:
        policies.require(actor, verb, body)


def may(actor: Actor, verb: str, body: Organisation) -> bool:
    """Whether `require` would let him."""
    if verb == CARRY:
        return actor.may(verb, body)
    return policies.may(actor, verb, body)


def is_office(user: Any, body: Organisation) -> bool:
    """Whether he works on what follows records about this body for the credit office."""
    return any(may(user, verb, body) for verb in OFFICE)
