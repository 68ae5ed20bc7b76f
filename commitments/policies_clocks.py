"""Who moves a due date: the body asks, an approver of the superior body decides.

A body must not lengthen its own promise, so its own approver cannot decide; at the root, which has
nobody above, an approver of the same government decides who had no part. Whoever asked or wrote
the promise, and whoever deputised for them, never decides (`design.md` 2.6).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments.models import ClockRequest, Commitment
from credit_portal.accounts.sides import is_one_side
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation

MOVE_DUE = "commitments.move_due"

VERBS: dict[str, set[str]] = {MOVE_DUE: {"approver"}}
FRESH = {MOVE_DUE}


def deciding_body(body: Organisation) -> Organisation:
    """The body whose approvers decide: the superior one; at the root itself."""
    return body.superior or body


def may_decide(actor: Actor, request: ClockRequest) -> bool:
    """Whether he may decide on the request: an approver above, and another side."""
    row = request.commitment
    if not actor.may(MOVE_DUE, deciding_body(row.organisation)):
        return False
    return not (is_one_side(actor, request.requester, request.on) or policies.wrote(actor, row))


def require_decide(actor: Actor, request: ClockRequest) -> None:
    """Raise NotAllowed unless ``may_decide``; says which of the two is missing."""
    row = request.commitment
    if not actor.may(MOVE_DUE, deciding_body(row.organisation)):
        raise NotAllowed(
            "superior_decides", _("A body does not lengthen its own promise: its superior decides.")
        )
    if not may_decide(actor, request):
        raise NotAllowed("four_eyes", _("You asked for this or wrote it; somebody else decides."))


def may_ask(actor: Actor, row: Commitment) -> bool:
    """Whether he may ask for the body, stop asking, and let its clock run again."""
    return not policies.is_foreign(row.organisation) and policies.allows(
        actor, policies.FILE, row.organisation
    )
