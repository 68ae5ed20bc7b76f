"""Who may read the integrity file of a person, and for which purposes (domain.md 1.12)."""

from collections.abc import Iterable
from typing import Any

from credit_portal.common.actors import Actor
from credit_portal.directory.models import Organisation, Person
from integrity_files.purposes import CREDIT, DISCIPLINE, PERSONNEL, Purpose

READ_CREDIT = "integrity_files.read_for_credit"
READ_PERSONNEL = "integrity_files.read_for_personnel"
READ_DISCIPLINE = "integrity_files.read_for_discipline"
VERBS = {
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


def reads_for(actor: Actor) -> list[Purpose]:
    """Purposes for which the actor may read files at all, his own file left out."""
    return [one for one in Purpose if one != Purpose.OWN and scope_for(actor, one)]
