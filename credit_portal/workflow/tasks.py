"""The task that beat schedules; it says only that time has passed."""

from celery import shared_task

from credit_portal.workflow import sweeps


@shared_task(name="credit_portal.workflow.tasks.check_deadlines")
def check_deadlines() -> None:
    """Remind, mark overdue, escalate: whatever the stored conditions ask for by now."""
    sweeps.check_deadlines()
