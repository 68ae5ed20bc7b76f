"""Who may read the integrity file of a person (domain.md 1.12)."""

from typing import Any

from credit_portal.common.actors import Actor
from credit_portal.directory.models import Person

READ_PERSON = "integrity_files.read_person"
VERBS = {READ_PERSON: {"credit_officer", "credit_reviewer"}}


def is_self(actor: Actor, person: Person) -> bool:
    """Whether the actor is the person the file is about."""
    own: Any = getattr(actor, "person_id", None)
    return own is not None and str(own) == str(person.pk)


def may_read(actor: Actor, person: Person) -> bool:
    """The person himself, and the credit office; everybody else never."""
    return is_self(actor, person) or actor.may(READ_PERSON, None)
