"""Tasks of complaints; beat schedules them."""

from celery import shared_task

from complaints.services import order_sending


@shared_task(name="complaints.tasks.send_order_results")
def send_order_results() -> None:
    """Tell the 12345 platform what became of its orders."""
    order_sending.send_results()
