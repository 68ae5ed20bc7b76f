"""Who may do what about a record: the credit office from outside of the body, the body itself."""

from __future__ import annotations

from typing import Any

from credit_portal.common.actors import Actor
from credit_portal.directory.models import Organisation
from integrity_files import policies
from integrity_files.policies_objections import OBJECT

HANDLE = "integrity_files.handle_records"
DECIDE = "integrity_files.decide_records"
ACCEPT = "integrity_files.accept_rectification"
HIDE = "integrity_files.hide_records"
ANSWER = "integrity_files.answer_records"
VERBS = {
    HANDLE: {"credit_officer"},
    DECIDE: {"credit_reviewer"},
    ACCEPT: {"credit_officer", "credit_reviewer"},
    HIDE: {"credit_officer", "credit_reviewer"},
    ANSWER: {"filer", "case_handler", "approver"},
}
FRESH = {DECIDE}
OFFICE = (HANDLE, DECIDE)
OF_BODY = (ANSWER, OBJECT)
"""What a body does about records of its own; to object is a verb of objections."""
WORDS: dict[str, tuple[str, str]] = {
    HANDLE: (
        "责令整改，送达失信认定告知书，听取陈述申辩，提出认定、更正和撤销",
        "order rectification, serve notices, consider statements, propose determinations,"
        " corrections and revocations",
    ),
    DECIDE: (
        "决定或退回失信认定、更正和撤销，确认他人的紧急隐藏（不得决定本人提出的）",
        "decide on determinations, corrections and revocations or send them back, confirm that"
        " another hid a record, never one's own proposal",
    ),
    ACCEPT: (
        "验收整改（不得验收本人责令的）",
        "accept rectification, never what one ordered oneself",
    ),
    HIDE: (
        "紧急隐藏失信记录，或恢复他人隐藏的记录",
        "hide a record in an emergency, or show again what another hid",
    ),
    ANSWER: (
        "为本单位提交陈述申辩和整改报告",
        "hand in statements and reports of rectification for the body",
    ),
}


def require(actor: Actor, verb: str, body: Organisation) -> None:
    """Raise NotAllowed unless he holds the verb over the body; of the credit office he also
    stands outside of it."""
    if verb in OF_BODY:
        policies.require_verb(actor, verb, body)
    else:
        policies.require(actor, verb, body)


def may(actor: Actor, verb: str, body: Organisation) -> bool:
    """Whether `require` would let him."""
    if verb in OF_BODY:
        return actor.may(verb, body)
    return policies.may(actor, verb, body)


def is_office(user: Any, body: Organisation) -> bool:
    """Whether he works on records about this body for the credit office."""
    return any(may(user, verb, body) for verb in OFFICE)
