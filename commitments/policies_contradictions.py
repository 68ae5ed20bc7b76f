"""Who may check what people say about a promise, and who may reopen what was determined.

Only the credit office, under the same bars as for outcomes: never the body, nor anybody who had
a part in the promise. Counting takes one officer, reopening a second person who checked none of
the contradictions that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments.models import Commitment, CommitmentPeriod, Contradiction
from credit_portal.accounts.sides import is_one_side
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotAllowed


def may_check(actor: Actor, answer: Contradiction) -> bool:
    """Whether he may read and decide a contradiction."""
    return policies.may_verify(actor, answer.commitment, answer.period)


def require_check(actor: Actor, answer: Contradiction) -> None:
    """Raise NotAllowed unless ``may_check``; says what stands in the way."""
    policies.require_verify(actor, answer.commitment, answer.period)


def may_read(actor: Actor, answer: Contradiction) -> bool:
    """Whether he may read the words: whoever checks, or decides on reopening."""
    row, period = answer.commitment, answer.period
    return may_check(actor, answer) or policies.may_judge(actor, policies.CONFIRM, row, period)


def may_reopen(
    actor: Actor,
    commitment: Commitment,
    period: CommitmentPeriod | None,
    counted: Iterable[Contradiction],
) -> bool:
    """Whether he may reopen the verification that these contradictions ask for."""
    if not policies.may_judge(actor, policies.CONFIRM, commitment, period):
        return False
    return not _checked(actor, counted)


def require_reopen(
    actor: Actor,
    commitment: Commitment,
    period: CommitmentPeriod | None,
    counted: Iterable[Contradiction],
) -> None:
    """Raise NotAllowed unless ``may_reopen``; says what stands in the way."""
    policies.require_judge(actor, policies.CONFIRM, commitment, period)
    if _checked(actor, counted):
        raise NotAllowed(
            "four_eyes", _("You checked one of these contradictions; somebody else reopens.")
        )


def _checked(actor: Actor, counted: Iterable[Contradiction]) -> bool:
    return any(is_one_side(actor, one.decided_by, one.decided_on) for one in counted)
