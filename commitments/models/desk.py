"""What makes filing easier: templates of a body's frequent commitments, views kept by a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7


class FilingTemplate(models.Model):
    """A commitment that a body makes often: its texts without dates, to begin a draft with.

    `fields` holds what a draft may hold, `milestones` titles with the days before the due date.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the template"), max_length=100)
    fields = models.JSONField()
    milestones = models.JSONField(default=list)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                name="commitment_template_named_once",
                fields=["organisation", "name"],
                condition=Q(retired_at=None),
            ),
            models.CheckConstraint(name="commitment_template_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """Filters of the board that a person comes back to, as the end of an address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name of the view"), max_length=60)
    query = models.CharField(max_length=400)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(name="commitment_view_named_once", fields=["user", "name"]),
            models.CheckConstraint(name="commitment_view_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
