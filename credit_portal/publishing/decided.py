"""What was decided on the display of a source, as those who decide read it."""

from credit_portal.common import clock
from credit_portal.publishing.models import Decision
from credit_portal.publishing.models.decision import REMOVING


def last_of(source_type: str, source_id: str) -> Decision | None:
    """The latest decision on a source; None when nothing was ever decided."""
    return (
        Decision.objects.filter(source_type=source_type, source_id=source_id)
        .defer("document")
        .order_by("-number")
        .first()
    )


def is_published(source_type: str, source_id: str) -> bool:
    """Whether the last decision shows it, though its last day may have passed."""
    last = last_of(source_type, source_id)
    return last is not None and last.act not in REMOVING


def is_seen(source_type: str, source_id: str) -> bool:
    """Whether it is on display today."""
    last = last_of(source_type, source_id)
    return last is not None and last.shows_on(clock.today())
