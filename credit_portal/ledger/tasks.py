"""Tasks of the log; beat schedules them."""

from celery import shared_task

from credit_portal.audit.models import AuditAnchor
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.ledger import anchors


@shared_task(name="credit_portal.ledger.tasks.anchor_audit")
def anchor_audit() -> None:
    """State the root of the audit trail in the log, once an hour."""
    acts.run(_anchor, actor=SYSTEM, answer=lambda _anchor: {})


def _anchor(*, actor: Actor) -> AuditAnchor | None:
    return anchors.anchor_audit()
