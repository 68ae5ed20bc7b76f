"""What passed from body to body, or from post to post, with a succession."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment


class Inheritance(models.Model):
    """One commitment that passed on. `due_on` is its due day then: no succession moves it.

    Insert-only but for `republished_at`: empty until its public document names the successor.
    """

    id = models.BigAutoField(primary_key=True)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="inheritances"
    )
    succession = models.ForeignKey(
        "directory.Succession", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    line = models.ForeignKey("directory.SuccessionLine", on_delete=models.PROTECT, related_name="+")
    from_organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    from_post = models.ForeignKey(
        "directory.Post", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_post = models.ForeignKey(
        "directory.Post", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_on = models.DateField(_("due date"), null=True)
    moved_on = models.DateField()
    republished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("inherited commitment")
        verbose_name_plural = _("inherited commitments")
        indexes = [
            models.Index(
                name="commitment_to_republish", fields=["id"], condition=Q(republished_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="commitment_inherited_once", fields=["succession", "commitment"]
            ),
            models.CheckConstraint(
                name="commitment_inherited_from_another",
                condition=~Q(from_organisation=F("to_organisation")) | ~Q(from_post=F("to_post")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.from_organisation_id} > {self.to_organisation_id}"
