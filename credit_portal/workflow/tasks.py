"""The tasks that beat schedules; they say only that time has passed."""

from celery import shared_task

from credit_portal.workflow import calendar_alarm, hand_overs, recount, sweeps


@shared_task(name="credit_portal.workflow.tasks.check_deadlines")
def check_deadlines() -> None:
    """Remind, mark overdue, escalate: whatever the stored conditions ask for by now."""
    sweeps.check_deadlines()


@shared_task(name="credit_portal.workflow.tasks.recount_deadlines")
def recount_deadlines() -> None:
    """Count anew what a loaded calendar touches."""
    recount.run_unfinished()


@shared_task(name="credit_portal.workflow.tasks.check_calendar")
def check_calendar() -> None:
    """Tell system administrators in time that next year's holidays are missing."""
    calendar_alarm.warn()


@shared_task(name="credit_portal.workflow.tasks.make_hand_overs")
def make_hand_overs() -> None:
    """A hand-over sheet for everybody who came into a post with open cases."""
    hand_overs.make_for_newcomers()
