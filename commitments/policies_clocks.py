"""Who moves a due date: the body asks, an approver of the superior body decides.

A body must not lengthen its own promise, so nobody who works in it decides, whatever he was granted
above it; at the root, which has nobody above, a reviewer of the credit office decides, as on lawful
changes (`policies_change.deciding`). Whoever asked or wrote the promise, and whoever deputised for
them, never decides (`design.md` 2.6).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments.models import ClockRequest, Commitment
from commitments.policies_change import deciding
from credit_portal.accounts.outside import is_outside
from credit_portal.accounts.sides import is_one_side
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation

MOVE_DUE = "commitments.move_due"

VERBS: dict[str, set[str]] = {MOVE_DUE: {"approver", "credit_reviewer"}}
FRESH = {MOVE_DUE}


def deciding_body(body: Organisation) -> Organisation:
    """The body over which deciders hold their verb: the superior one; at the root itself."""
    return body.superior or body


def _bar(actor: Actor, request: ClockRequest) -> tuple[str, Any] | None:
    """Why he may not decide on the request, as code and sentence; None when he may."""
    row = request.commitment
    above = _("A body does not lengthen its own promise: its superior decides.")
    if not actor.may(*deciding(row.organisation)):
        return "superior_decides", above
    if not is_outside(actor, row.organisation):
        return "own_body", above
    if is_one_side(actor, request.requester, request.on) or policies.wrote(actor, row):
        return "four_eyes", _("You asked for this or wrote it; somebody else decides.")
    return None


def may_decide(actor: Actor, request: ClockRequest) -> bool:
    """Whether he may decide on the request: from above, from outside, and another side."""
    return _bar(actor, request) is None


def require_decide(actor: Actor, request: ClockRequest) -> None:
    """Raise NotAllowed unless ``may_decide``; says what stands in the way."""
    bar = _bar(actor, request)
    if bar is not None:
        raise NotAllowed(*bar)


def may_ask(actor: Actor, row: Commitment) -> bool:
    """Whether he may ask for the body, stop asking, and let its clock run again."""
    return not policies.is_foreign(row.organisation) and policies.allows(
        actor, policies.FILE, row.organisation
    )
