"""Who may do what with an objection (security.md S2, S3): the credit office handles and decides,
by two people for each decision, none of the record's body; nobody decides who decided on the record
before; the appeal goes to two people who did nothing in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.outside import is_outside
from credit_portal.accounts.sides import accounts_behind, is_one_side
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation
from credit_portal.publishing.models import Act, Decision
from integrity_files import selectors_deciders as people
from integrity_files.models import Objection

HANDLE = "integrity_files.handle_objections"
DECIDE = "integrity_files.decide_objections"
OBJECT = "integrity_files.object"
VERBS: dict[str, set[str]] = {
    HANDLE: {"credit_officer"},
    DECIDE: {"credit_reviewer"},
    OBJECT: {"filer", "approver"},
}
FRESH = {DECIDE}
WORDS: dict[str, tuple[str, str]] = {
    HANDLE: (
        "受理异议和纠错线索、转送、核查、提出处理意见",
        "accept objections and tips, transfer and verify them, propose decisions",
    ),
    DECIDE: (
        "决定异议和复核（不得决定本人处理过的）",
        "decide objections and appeals, never what one handled or decided before",
    ),
    OBJECT: ("对本单位的公开记录提出异议", "object to public records of one's own body"),
}
OFFICE = (HANDLE, DECIDE)
HANDLED = ("acceptor", "handler", "proposer", "decider")


def bar(actor: Actor, body: Organisation) -> tuple[str, Any] | None:
    """Why somebody of the credit office may not work on it; None when he may."""
    if not is_outside(actor, body):
        return "own_body", _("Nobody handles or decides an objection about his own body.")
    return None


def require(actor: Actor, verb: str, row: Any) -> None:
    """Raise NotAllowed unless he holds the verb over the record's body and, for the office, stands
    outside of it. `row` is an objection or a tip."""
    if not actor.may(verb, row.organisation):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    found = bar(actor, row.organisation) if verb in OFFICE else None
    if found is not None:
        raise NotAllowed(*found)


def may(actor: Actor, verb: str, row: Any) -> bool:
    """Whether `require` would let him."""
    try:
        require(actor, verb, row)
    except NotAllowed:
        return False
    return True


def is_office(actor: Actor, row: Any) -> bool:
    """Whether he works on it for the credit office. `row` is an objection or a tip."""
    return any(may(actor, verb, row) for verb in OFFICE)


def decided_before(actor: Actor, row: Objection) -> bool:
    """Whether his side decided on the record before. Of a breach record `selectors_deciders` says
    who did; of another kind its publication, its outcome and another objection count. Marks do
    not: they decide nothing.
    """
    about = {"source_type": row.source_type, "source_id": row.source_id}
    record = people.of_source(**about)
    if record is not None:
        return people.decided_before(actor, record, but=row.pk)
    side = accounts_behind(actor)
    texts = [str(one) for one in side]
    decisions = Decision.objects.filter(automatic=False, **about).exclude(act=Act.ANNOTATE)
    if decisions.filter(Q(proposer_id__in=texts) | Q(approver_id__in=texts)).exists():
        return True
    others = Objection.objects.filter(**about).exclude(pk=row.pk)
    return others.filter(Q(decider__in=side) | Q(appeal_decider__in=side)).exists()


def took_part(actor: Actor, row: Objection) -> bool:
    """Whether his side had a hand in the objection before its appeal."""
    people: Iterable[Any] = (getattr(row, f"{name}_id") for name in HANDLED)
    return bool(accounts_behind(actor) & {one for one in people if one is not None})


def require_decider(actor: Actor, row: Objection) -> None:
    """Raise NotAllowed ("four_eyes", "decided_before") unless he may decide what was proposed."""
    on = row.proposed_on or clock.today()
    if is_one_side(actor, row.proposer, on) or is_one_side(actor, row.proposer, clock.today()):
        raise NotAllowed(
            "four_eyes", _("You, or somebody you stand in for, did the first half of this.")
        )
    if accounts_behind(actor) & {row.acceptor_id, row.handler_id}:
        raise NotAllowed("took_part", _("You handled this objection. Somebody else decides it."))
    _require_new(actor, row)


def require_appeal(actor: Actor, row: Objection, *, second: bool = False) -> None:
    """Raise NotAllowed ("took_part") unless he had no hand in the objection, and for whoever
    decides the appeal ("decided_before", "four_eyes") unless he is new to the record, too."""
    if took_part(actor, row):
        raise NotAllowed(
            "took_part", _("An appeal goes to others: you had a hand in this objection before.")
        )
    if not second:
        return
    _require_new(actor, row)
    if is_one_side(actor, row.appeal_proposer, row.appeal_proposed_on):
        raise NotAllowed(
            "four_eyes", _("You, or somebody you stand in for, did the first half of this.")
        )


def _require_new(actor: Actor, row: Objection) -> None:
    if decided_before(actor, row):
        raise NotAllowed(
            "decided_before", _("You decided on this record before. Somebody else must decide now.")
        )


def lets(check: Any, actor: Actor, row: Objection, **more: Any) -> bool:
    """Whether one of the checks above would let him."""
    try:
        check(actor, row, **more)
    except NotAllowed:
        return False
    return True
