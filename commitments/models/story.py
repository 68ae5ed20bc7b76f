"""The story of a case: insert-only events, and the words said on the way (erasable)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from credit_portal.common.ids import uuid7
from credit_portal.workflow.models_step import Step


class Remark(models.Model):
    """Why something was returned or closed. Its words may be erased; the event stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(_("reason"))
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")

    def __str__(self) -> str:
        return str(self.pk)


class FieldMark(models.Model):
    """A field that whoever returned the filing wants mended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="marks")
    field = models.CharField(_("field"), max_length=40)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ("remark", "field")
        verbose_name = _("field mark")
        verbose_name_plural = _("field marks")
        constraints = [
            models.UniqueConstraint(name="commitment_mark_once", fields=["remark", "field"]),
            models.CheckConstraint(name="commitment_mark_field", condition=~Q(field="")),
        ]

    def __str__(self) -> str:
        return self.field


class CommitmentEvent(Step):
    """One step of a case, numbered in order. Codes, dates and ids only; never changed."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="events"
    )
    name = models.CharField(max_length=40)
    remark_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta(Step.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [models.Index(name="commitment_event_of", fields=["commitment", "id"])]
