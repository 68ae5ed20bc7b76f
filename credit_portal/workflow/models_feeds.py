"""The secret address under which somebody's due dates stand in his own calendar."""

from django.db import models
from django.db.models import Q

from credit_portal.accounts.models import User
from credit_portal.common.ids import uuid7


class CalendarFeed(models.Model):
    """One address. Only the SHA-256 of its 256 random bits is kept; a person has one that works."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="calendarfeed_one_works"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
