"""Acts on civil servants' own commitments: naming the bearer, and his agreement."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies
from commitments import policies_personal as may
from commitments.models import Commitment, PersonalCommitment
from commitments.services import bearers, drafts, steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict
from credit_portal.directory.selectors import holder_on


@transaction.atomic
def bear_personally(*, actor: User, commitment_id: UUID) -> Commitment:
    """Let the present holder of the post make a draft his own; he has to agree before approval.

    Raises Conflict ("post_vacant", "owed_by_body", "by_change_only", not editable), NotAllowed.
    """
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    drafts.require_editable(row)
    drafts.require_free(row)
    if getattr(row, "old_account", None) is not None:
        raise Conflict(
            "owed_by_body",
            _("An old account is owed by the body; nobody makes it his own commitment."),
        )
    today = clock.today()
    holder = holder_on(row.post, today)
    if holder is None:
        raise Conflict("post_vacant", _("Nobody holds this post today."))
    PersonalCommitment.objects.update_or_create(
        commitment=row,
        defaults={
            "person": holder.person,
            "appointment": holder,
            "named_on": today,
            "countersigned_by": None,
            "countersigned_on": None,
        },
    )
    _edited(row, actor, "bear_personally")
    return row


@transaction.atomic
def bear_by_post(*, actor: User, commitment_id: UUID) -> Commitment:
    """Give a draft back to the post and its body. Raises Conflict (as above), NotAllowed."""
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    drafts.require_editable(row)
    drafts.require_free(row)
    bearers.forget_bearer(row)
    _edited(row, actor, "bear_by_post")
    return row


def _edited(row: Commitment, actor: User, verb: str) -> None:
    drafts.touch(row, actor)
    row.save(update_fields=["authors", "version", "updated_at"])
    steps.trail(verb, actor, row)


@transaction.atomic
def countersign(*, actor: User, commitment_id: UUID) -> Commitment:
    """The person agrees to what is filed as his own. Raises NotAllowed, Conflict
    ("not_submitted")."""
    row = steps.locked(actor, commitment_id)
    may.require_countersign(actor, row)
    if row.state != codes.State.SUBMITTED:
        raise Conflict("not_submitted", _("It does not wait for agreement now."))
    PersonalCommitment.objects.filter(commitment=row).update(
        countersigned_by=actor, countersigned_on=clock.today()
    )
    steps.note(row, "countersigned", actor)
    steps.trail("countersign", actor, row)
    return row
