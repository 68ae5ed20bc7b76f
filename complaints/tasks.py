"""Tasks of complaints; beat schedules them."""

from celery import shared_task

from complaints import work_proof
from complaints.services import (
    drafts,
    motions,
    order_sending,
    originals,
    proofs,
    retention,
    unsealing,
)
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM, Actor


@shared_task(name="complaints.tasks.anchor_intake_days")
def anchor_intake_days() -> None:
    """State each ended day's commitments in the log."""
    acts.run(_anchor, actor=SYSTEM, answer=lambda _count: {})


def _anchor(*, actor: Actor) -> int:
    return proofs.anchor_days()


@shared_task(name="complaints.tasks.sweep_reports")
def sweep_reports() -> None:
    """Forget works that are no longer good, drafts that nobody goes on with, and sealed bytes that
    nothing names."""
    work_proof.purge()
    drafts.forget_old()
    originals.sweep()


@shared_task(name="complaints.tasks.end_unsealings")
def end_unsealings() -> None:
    """End requests to see who reported whose time is over."""
    unsealing.end_over()


@shared_task(name="complaints.tasks.erase_identities")
def erase_identities() -> None:
    """Erase who reported where the time to keep it is over."""
    retention.erase_over()


@shared_task(name="complaints.tasks.end_pauses")
def end_pauses() -> None:
    """Let clocks run again that have stood still as long as they may."""
    motions.end_over()


@shared_task(name="complaints.tasks.send_order_results")
def send_order_results() -> None:
    """Tell the 12345 platform what became of its orders."""
    order_sending.send_results()
