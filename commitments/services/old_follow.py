"""An old account follows the commitment that it became: registered, given up, settled."""

from __future__ import annotations

from commitments import disclosures_old_accounts as disclosures
from commitments.codes_old_accounts import ClaimedBy
from commitments.models import Commitment, OldAccount
from commitments.services import old_steps as steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.workflow import services as workflow


def _account_of(row: Commitment) -> OldAccount | None:
    rows = OldAccount.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.filter(commitment=row).first()


def registered(row: Commitment, approver: User) -> None:
    """The commitment was approved: the account is accepted, its clock has been met."""
    found = _account_of(row)
    if found is None:
        return
    found.ended_on = clock.today()
    steps.move(found, "register", approver, "ended_on")
    workflow.satisfy(steps.ANSWER, found)
    steps.note(found, "accepted", approver)
    steps.publish(found.organisation, proposer=row.filer, approver=approver)


def discarded(row: Commitment, actor: Actor) -> None:
    """The draft was given up: the account is owed as before; a body's own one ends with it."""
    found = _account_of(row)
    if found is None:
        return
    if found.claimed_by == ClaimedBy.BODY:
        found.ended_on = clock.today()
        steps.move(found, "drop", steps.CLAIMANT, "ended_on")
        steps.note(found, "dropped", actor)
        return
    found.commitment = None
    name = "owe_again" if found.upheld else "give_up"
    steps.move(found, name, actor, "commitment")
    steps.note(found, "given_up", actor)


def determined(row: Commitment) -> None:
    """An outcome was confirmed: the figures of the body's sheet may have changed."""
    found = disclosures.origin(row)
    if found is not None:
        steps.publish(found.organisation)
