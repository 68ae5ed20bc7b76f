"""Who proposed a change: a proposal does not outlive what its proposer may do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common.errors import Conflict
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
