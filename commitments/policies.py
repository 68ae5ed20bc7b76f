"""Who may do what with a commitment. Asked by services, pages and API alike.

A grant covers the subtree of its body, so a body without an approver of its own is served
by its superior's. Approval is by somebody who did not write the text; verification and
confirmation are never by the body itself nor by a body inside it (``design.md`` 2.6). The
credit office counts as outside the government that carries it: it is charged with just this.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Verification
from credit_portal.accounts.models import User
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation

FILE = "commitments.file"
APPROVE = "commitments.approve"
VERIFY = "commitments.verify"
CONFIRM = "commitments.confirm"

FOREIGN_KINDS = frozenset(
    {Organisation.Kind.FOREIGN_GOVERNMENT.value, Organisation.Kind.FOREIGN_DEPARTMENT.value}
)
GOVERNMENT_KINDS = frozenset(
    {Organisation.Kind.GOVERNMENT.value, Organisation.Kind.FOREIGN_GOVERNMENT.value}
)

NO_ROLE = _("Your role does not include this act for this body.")

VERBS: dict[str, set[str]] = {
    FILE: {"filer"},
    APPROVE: {"approver"},
    VERIFY: {"credit_officer"},
    CONFIRM: {"credit_reviewer"},
}


def over(organisation: Organisation) -> Organisation | None:
    """The body over which a verb is asked; None (any body) for another government's list.

    Such a list stands in a tree of its own, in nobody's subtree: there whoever holds the role
    anywhere may work.
    """
    return None if organisation.kind in FOREIGN_KINDS else organisation


def allows(actor: Actor, verb: str, organisation: Organisation) -> bool:
    """Whether the actor may do ``verb`` on what belongs to the body."""
    return actor.may(verb, over(organisation))


def require(actor: Actor, verb: str, organisation: Organisation) -> None:
    """Raise NotAllowed unless ``allows``."""
    if not allows(actor, verb, organisation):
        raise NotAllowed("not_allowed", NO_ROLE)


def wrote(actor: Actor, commitment: Commitment) -> bool:
    """Whether he filed it or had a hand in its text."""
    mine = actor_id(actor)
    return mine == str(commitment.filer_id) or mine in {str(one) for one in commitment.authors}


def may_approve(actor: Actor, commitment: Commitment) -> bool:
    """Whether he may approve or return it: an approver of the body, and not its author."""
    return allows(actor, APPROVE, commitment.organisation) and not wrote(actor, commitment)


def require_approve(actor: Actor, commitment: Commitment) -> None:
    """Raise NotAllowed unless ``may_approve``; says which of the two is missing."""
    require(actor, APPROVE, commitment.organisation)
    if wrote(actor, commitment):
        raise NotAllowed(
            "four_eyes", _("You wrote or changed this commitment; somebody else must approve it.")
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
    if own is None or own.pk == body.pk:
        return False
    barred = barred_path(body)
    return not (barred and own.path.startswith(barred))


def may_verify(actor: Actor, body: Organisation) -> bool:
    """Whether he may verify outcomes of this body."""
    return allows(actor, VERIFY, body) and is_outside(actor, body)


def require_verify(actor: Actor, body: Organisation) -> None:
    """Raise NotAllowed unless ``may_verify``."""
    require(actor, VERIFY, body)
    _require_outside(actor, body)


def may_confirm(actor: Actor, verification: Verification) -> bool:
    """Whether he may confirm or return a proposed outcome: a second person, from outside."""
    body = verification.body
    if not (allows(actor, CONFIRM, body) and is_outside(actor, body)):
        return False
    return actor_id(actor) != str(verification.proposer_id)


def require_confirm(actor: Actor, verification: Verification) -> None:
    """Raise NotAllowed unless ``may_confirm``; says what is missing."""
    require(actor, CONFIRM, verification.body)
    _require_outside(actor, verification.body)
    if actor_id(actor) == str(verification.proposer_id):
        raise NotAllowed(
            "four_eyes", _("You proposed this outcome; somebody else must confirm it.")
        )


def _require_outside(actor: Actor, body: Organisation) -> None:
    if not is_outside(actor, body):
        raise NotAllowed(
            "own_body", _("An outcome is never verified by the body that made the promise.")
        )


def require_filer(actor: Actor, commitment: Commitment) -> None:
    """Raise NotAllowed unless he is the one who handed the filing in."""
    require(actor, FILE, commitment.organisation)
    if actor_id(actor) != str(commitment.filer_id):
        raise NotAllowed("not_filer", _("Only the person who submitted it can take it back."))
