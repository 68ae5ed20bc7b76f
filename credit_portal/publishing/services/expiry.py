"""The end of display by its date: the query hides at midnight, this erases soon after."""

from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.publishing import store
from credit_portal.publishing.models import Act, Decision
from credit_portal.publishing.services.decisions import Proposal, propose


def expire_passed(limit: int = 100) -> int:
    """Decide the end of every displayed record whose last day has passed; answers how many.

    Chosen by stored condition, never by a time window: late or twice, each ends once.
    """
    ended = store.ended_by(clock.today(), limit)
    if not ended:
        return 0
    decisions = Decision.objects.select_related("organisation").in_bulk(
        [decision for decision, _rec in ended]
    )
    for decision in decisions.values():
        propose(
            Proposal(
                kind=decision.kind,
                source_type=decision.source_type,
                source_id=decision.source_id,
                organisation=decision.organisation,
                proposer=SYSTEM,
                approver=None,
                act=Act.EXPIRE,
                automatic=True,
                about_person=decision.about_person,
            )
        )
    return len(decisions)
