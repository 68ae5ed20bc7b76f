"""Who may read the integrity file of a person, and for which purposes (domain.md 1.12)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.outside import is_outside
from credit_portal.accounts.sides import is_one_side
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.directory.models import Organisation, Person
from integrity_files.purposes import CREDIT, DISCIPLINE, PERSONNEL

READ_CREDIT = "integrity_files.read_for_credit"
READ_PERSONNEL = "integrity_files.read_for_personnel"
READ_DISCIPLINE = "integrity_files.read_for_discipline"
REVISE_CATALOGUE = "integrity_files.revise_catalogue"
HANDLE = "integrity_files.handle_leads"
DECIDE = "integrity_files.decide_leads"
FRESH = {DECIDE}
VERBS = {
    HANDLE: {"credit_officer"},
    DECIDE: {"credit_reviewer"},
    REVISE_CATALOGUE: {"credit_reviewer"},
    READ_CREDIT: {"credit_officer", "credit_reviewer"},
    READ_PERSONNEL: {"personnel_officer"},
    READ_DISCIPLINE: {"disciplinary_inspector"},
}
PURPOSES = {READ_CREDIT: CREDIT, READ_PERSONNEL: PERSONNEL, READ_DISCIPLINE: DISCIPLINE}


def is_self(actor: Actor, person: Person) -> bool:
    """Whether the actor is the person the file is about."""
    own: Any = getattr(actor, "person_id", None)
    return own is not None and str(own) == str(person.pk)


def scope_for(actor: Actor, purpose: str) -> list[str]:
    """Paths of the bodies whose people's files the actor may read for this purpose."""
    return [
        path
        for verb, purposes in PURPOSES.items()
        if purpose in purposes
        for path in actor.organisation_paths(verb)
    ]


def covers(paths: Iterable[str], bodies: Iterable[Organisation]) -> bool:
    """Whether one of the bodies stands in one of the subtrees."""
    kept = tuple(paths)
    return bool(kept) and any(body.path.startswith(kept) for body in bodies)


def bar(actor: Actor, body: Organisation) -> tuple[str, Any] | None:
    """Why somebody of the credit office may not work on a lead about this body; None when he may
    (design.md 2.6: nobody decides about his own body)."""
    if not is_outside(actor, body):
        return "own_body", _("Nobody verifies or decides about his own body.")
    return None


def require_verb(actor: Actor, verb: str, body: Organisation) -> None:
    """Raise NotAllowed unless he holds the verb over the body."""
    if not actor.may(verb, body):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))


def require(actor: Actor, verb: str, body: Organisation) -> None:
    """Raise NotAllowed unless he holds the verb over the body and stands outside of it."""
    require_verb(actor, verb, body)
    found = bar(actor, body)
    if found is not None:
        raise NotAllowed(*found)


def may(actor: Actor, verb: str, body: Organisation) -> bool:
    """Whether `require` would let him."""
    return actor.may(verb, body) and bar(actor, body) is None


def require_second(actor: Actor, first: Any, on: date) -> None:
    """Raise NotAllowed ("four_eyes") when he is one side with whoever did the first half on that
    day, or today."""
    if is_one_side(actor, first, on) or is_one_side(actor, first, clock.today()):
        raise NotAllowed(
            "four_eyes", _("You, or somebody you stand in for, did the first half of this.")
        )


def require_outside(first: Actor, body: Organisation) -> None:
    """Raise Conflict ("proposer_moved") when whoever did the first half works by now in the body
    that the case is about: somebody else proposes it anew."""
    if not is_outside(first, body):
        raise Conflict(
            "proposer_moved",
            _("Whoever proposed this works for the body itself by now. Send it back, so that"
              " somebody else proposes it."),
        )  # fmt: skip


def may_second(actor: Actor, first: Any, on: date | None) -> bool:
    """Whether `require_second` would let him."""
    try:
        require_second(actor, first, on or clock.today())
    except NotAllowed:
        return False
    return True
