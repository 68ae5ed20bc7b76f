"""Who may change the directory: the keeper of reference data, and the system when it loads it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation

MANAGE = "platform.reference"
AS_SYSTEM = "system.directory"


def may_manage(actor: Actor, organisation: Organisation | None) -> bool:
    """Whether the actor may change this body, its posts and their holders (None: the root)."""
    return actor.may(AS_SYSTEM if actor is SYSTEM else MANAGE, organisation)


def require_manage(actor: Actor, organisation: Organisation | None) -> None:
    """Raise NotAllowed unless the actor may change the directory here."""
    if not may_manage(actor, organisation):
        raise NotAllowed(
            "directory_not_allowed", _("Only the keeper of reference data may change this.")
        )
