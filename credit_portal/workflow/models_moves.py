"""What moved a due date: one row for each move, written by the database itself."""

from django.db import models

from credit_portal.workflow.models import Deadline


class DueDateMove(models.Model):
    """One move of a due date and the recorded act that moved it.

    Written by the trigger `workflow_deadline_moves` when `Deadline.moved_by` names an act that
    exists: `extension:<id>`, `pause:<id>` (resumed) or `recount:<id of the calendar report>`.
    The application can neither write nor change these rows.
    """

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="moves")
    act = models.CharField(max_length=60)
    old_due_on = models.DateField()
    due_on = models.DateField()
    was_provisional = models.BooleanField()
    provisional = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "act"], name="duedatemove_once"),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.due_on}"
