"""Who may change, withdraw and void a promise, and who decides on it.

A change or withdrawal is filed by the body and decided by the body above it: by somebody who holds
the approval over that body, works neither in the promising body nor inside it, and wrote nothing of
the case. Above a root government there is none; there a reviewer of the credit office, outside of
the government's own office, is the second person.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments.models import LawfulChange
from credit_portal.accounts.outside import is_outside
from credit_portal.accounts.policies import roles_for
from credit_portal.accounts.sides import deputies_of
from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation


def deciding(body: Organisation) -> tuple[str, Organisation]:
    """Verb and body over which whoever decides on a change of the body's promises must hold it."""
    above = body.superior
    return (policies.CONFIRM, body) if above is None else (policies.APPROVE, above)


def wrote(actor: Actor, change: LawfulChange) -> bool:
    """Whether he, or somebody he deputises for or who filed for him then, wrote the case."""
    people = {change.filer_id, *change.authors}
    if not policies.accounts_of(actor).isdisjoint(people):
        return True
    first = clock.day_of(change.created_at)
    last = clock.day_of(change.submitted_at or change.updated_at)
    filing = deputies_of(actor, roles_for(policies.FILE))
    if any(one.covers(pk, first, last) for one in filing for pk in people):
        return True
    return change.successor is not None and policies.wrote(actor, change.successor)


def _bar(actor: Actor, change: LawfulChange) -> tuple[str, Any] | None:
    """Why he may not decide on the case, as code and sentence; None when he may."""
    body = change.commitment.organisation
    verb, above = deciding(body)
    if not actor.may(verb, above):
        return "superior_only", _("A change or withdrawal is decided by the superior body.")
    if not is_outside(actor, body):
        return "own_body", _("No body decides on the change of its own promise.")
    if wrote(actor, change):
        return "four_eyes", _("You wrote or changed this case; somebody else must decide on it.")
    return None


def may_decide(actor: Actor, change: LawfulChange) -> bool:
    """Whether he may return, refuse or approve the case."""
    return _bar(actor, change) is None


def require_decide(actor: Actor, change: LawfulChange) -> None:
    """Raise NotAllowed unless ``may_decide``; says what stands in the way."""
    bar = _bar(actor, change)
    if bar is not None:
        raise NotAllowed(*bar)


def require_filer(actor: Actor, change: LawfulChange) -> None:
    """Raise NotAllowed unless he is the one who handed the case in."""
    policies.require(actor, policies.FILE, change.commitment.organisation)
    if actor_id(actor) != str(change.filer_id):
        raise NotAllowed("not_filer", _("Only the person who submitted it can take it back."))
