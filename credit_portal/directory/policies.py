"""Who may read, propose and change the directory; who may find a person by his ID number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation

#: Keeps reference data: small changes at once, the others as one of two people.
MANAGE = "platform.reference"
#: Opens the directory on the desk, over the bodies of the grant.
READ = "directory.read"
#: Proposes a change of a body's data; somebody who keeps reference data confirms it.
PROPOSE = "directory.propose"
#: Proposes who takes over from a body; somebody who keeps reference data confirms it.
SUCCEED = "directory.succeed"
#: Lists the persons who hold or held posts in the bodies of the grant.
PERSONS = "directory.persons"
#: Finds a person by the exact ID number and opens the number, each time with a purpose.
IDENTIFY = "directory.identify"
AS_SYSTEM = "system.directory"

VERBS = {
    READ: {"filer", "approver", "credit_officer", "credit_reviewer", "system_administrator"},
    PROPOSE: {"filer", "approver", "system_administrator"},
    SUCCEED: {"filer", "approver", "system_administrator"},
    PERSONS: {"filer", "approver", "personnel_officer", "system_administrator"},
    IDENTIFY: {"personnel_officer", "system_administrator"},
}


def may_manage(actor: Actor, organisation: Organisation | None) -> bool:
    """Whether the actor may change this body, its posts and their holders (None: the root)."""
    return actor.may(AS_SYSTEM if actor is SYSTEM else MANAGE, organisation)


def require_manage(actor: Actor, organisation: Organisation | None) -> None:
    """Raise NotAllowed unless the actor may change the directory here."""
    if not may_manage(actor, organisation):
        raise NotAllowed(
            "directory_not_allowed", _("Only the keeper of reference data may change this.")
        )


def require_register(actor: Actor, organisation: Organisation | None) -> None:
    """Raise NotAllowed unless the actor may register persons for the body: its keeper, or its own
    staff who propose an appointment."""
    if not may_manage(actor, organisation) and not actor.may(PROPOSE, organisation):
        raise NotAllowed(
            "directory_not_allowed", _("Only the keeper of reference data may change this.")
        )


def require_identify(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may work with ID numbers at all."""
    if not actor.may(IDENTIFY, None):
        raise NotAllowed(
            "identify_not_allowed", _("You may not search for persons by their ID number.")
        )
