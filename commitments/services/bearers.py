"""What other acts have to do when a person bears a commitment himself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commitments import policies_personal as may
from commitments.models import Commitment, PersonalCommitment
from commitments.services import steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.directory.selectors import holder_on
from credit_portal.files.models import StoredFile


def forget_bearer(row: Commitment) -> None:
    """Drop the bearer of a draft, also when its post is changed."""
    PersonalCommitment.objects.filter(commitment=row).delete()


def submitted(row: Commitment, actor: User) -> None:
    """At submission: whoever files his own agrees thereby; anybody else is asked to agree.

    An agreement given to an earlier text is void.
    """
    found = PersonalCommitment.objects.select_related("person").filter(commitment=row).first()
    if found is None:
        return
    himself = actor.person_id == found.person_id
    found.countersigned_by = actor if himself else None
    found.countersigned_on = clock.today() if himself else None
    found.save(update_fields=["countersigned_by", "countersigned_on"])
    if not himself:
        people = User.objects.filter(person=found.person_id, is_active=True)
        key = f"commitments.countersign:{row.pk}:{row.version}"
        steps.tell("personal_to_agree", row, people, key)


def registered(row: Commitment) -> None:
    """At registration: whether it is public is settled, whatever becomes of the post later."""
    found = may.personal(row)
    if found is not None:
        found.is_public = may.publication(row).is_public
        found.save(update_fields=["is_public"])


def require_agreed(row: Commitment, actor: User) -> None:
    """At approval: somebody else decides, the person still holds the post, and has agreed.

    Who has no account agrees on paper, which is then among the evidence. Raises NotAllowed
    ("own_commitment"), Conflict ("post_left", "not_agreed").
    """
    found = may.personal(row)
    if found is None:
        return
    if may.is_bearer(actor, row):
        raise NotAllowed("own_commitment", _("Nobody approves his own commitment."))
    holder = holder_on(row.post, clock.today())
    if holder is None or holder.person_id != found.person_id:
        raise Conflict("post_left", _("The person does not hold this post any more. Return it."))
    if found.countersigned_on is not None:
        return
    has_account = User.objects.filter(person=found.person_id, is_active=True).exists()
    paper = row.evidence.filter(file__state=StoredFile.State.CLEAN)
    if has_account or not paper.exists():
        raise Conflict(
            "not_agreed",
            _("The person has not agreed yet; without an account his signed paper is needed."),
        )
