"""A commitment that a civil servant makes himself, through the post he holds.

It stays with the person when he leaves the post: it is his word, no duty of his successor's.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment


class PersonalCommitment(models.Model):
    """Who bears a commitment personally, through which appointment, and that he agreed to it.

    `is_public` is settled at registration, by the post as it is then; null before.
    """

    commitment = models.OneToOneField(
        Commitment, primary_key=True, on_delete=models.PROTECT, related_name="personal"
    )
    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        "directory.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    named_on = models.DateField()
    countersigned_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    countersigned_on = models.DateField(null=True)
    is_public = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("personal commitment")
        verbose_name_plural = _("personal commitments")
        constraints = [
            models.CheckConstraint(
                name="personal_countersigned",
                condition=Q(countersigned_by=None, countersigned_on=None)
                | Q(countersigned_by__isnull=False, countersigned_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
