"""How early whom a body is reminded, and when its superior is told: data, nearest body wins."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from credit_portal.directory.models import Organisation


class ReminderPlan(models.Model):
    """The plan of a body and of all below it that have none of their own; the root's is the
    city's. Offsets in calendar days before (reminders) or after (`escalate_after`) the due day."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")
    remind_before = ArrayField(models.PositiveSmallIntegerField())
    approver_from = models.PositiveSmallIntegerField()
    superior_from = models.PositiveSmallIntegerField()
    escalate_after = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    changed_by = models.TextField()
    changed_title = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation_id"]
        constraints = [
            models.CheckConstraint(
                name="reminderplan_bounds",
                condition=Q(
                    remind_before__len__range=(1, 6),
                    approver_from__range=(1, 30),
                    superior_from__range=(1, 14),
                    escalate_after__range=(1, 30),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"reminders of {self.organisation_id}"
