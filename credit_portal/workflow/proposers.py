"""Who proposes: how many changes may wait, and that none outlives what its proposer may do."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common.errors import Conflict
from credit_portal.directory.models import Organisation
from credit_portal.workflow.models import Change


def require_still_proposes(change: Change, verb: str) -> None:
    """Raise Conflict when the proposer's account is closed or may no longer propose this.

    Such a change can only be refused, or proposed anew by somebody else.
    """
    proposer = User.objects.get(pk=change.proposed_by_id)
    if not proposer.may(verb, change.organisation):  # a closed account may nothing
        raise Conflict(
            "change_proposer_gone",
            _(
                "Who proposed this change may no longer do so, or the account is closed. Refuse "
                "it, or let somebody else propose it anew."
            ),
        )


def require_room(user: User, confirm_verb: str, organisation: Organisation | None) -> None:
    """Raise Conflict when as many changes of the body wait as its staff may lay before others
    (`PROPOSALS_WAITING`). Who may decide on them himself is not held to it."""
    if organisation is None or user.may(confirm_verb, organisation):
        return
    waiting = Change.objects.filter(organisation=organisation, state=Change.State.WAITING)
    if waiting.count() >= settings.PROPOSALS_WAITING:
        raise Conflict(
            "changes_too_many",
            _(
                "Too many proposals of this body wait already. Take some back, or wait until they "
                "are decided."
            ),
        )
