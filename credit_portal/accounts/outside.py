"""Who stands outside of a body: nobody decides about his own (design.md 2.6)."""

from __future__ import annotations

from credit_portal.accounts.models import User
from credit_portal.common.actors import Actor
from credit_portal.directory.models import Organisation

GOVERNMENT_KINDS = frozenset(
    {Organisation.Kind.GOVERNMENT.value, Organisation.Kind.FOREIGN_GOVERNMENT.value}
)


def barred_path(body: Organisation) -> str:
    """Path in which nobody may verify this body's promises; empty for a government.

    A government's tree holds the credit office and everybody else; there only the body
    itself is barred, which the id comparison does.
    """
    return "" if body.kind in GOVERNMENT_KINDS else body.path


def is_outside(actor: Actor, body: Organisation) -> bool:
    """Whether the actor's own body is neither this body nor inside it. No body: no."""
    own = actor.organisation if isinstance(actor, User) else None
    return own is not None and stands_outside(own, body)


def stands_outside(own: Organisation, body: Organisation) -> bool:
    """Whether a body is neither this body nor inside it."""
    barred = barred_path(body)
    return own.pk != body.pk and not (barred and own.path.startswith(barred))
