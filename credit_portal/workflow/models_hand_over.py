"""Hand-over sheets: what a body or a new holder of a post took over, and who acknowledged it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Func, Q, Value

from credit_portal.accounts.models import User
from credit_portal.common.i18n import localized
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Appointment, Organisation, Post, Succession


class HandOver(models.Model):
    """One sheet for one post: made by a succession, or for somebody newly appointed.

    What it lists never changes; it is acknowledged once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    serial = models.BigIntegerField(
        unique=True,
        editable=False,
        db_default=Func(
            Value("workflow_handover_number"),
            function="nextval",
            output_field=models.BigIntegerField(),
        ),
    )
    succession = models.ForeignKey(Succession, models.PROTECT, null=True, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_on = models.DateField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    acknowledged_title = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["succession", "organisation", "post"],
                condition=Q(succession__isnull=False, appointment=None),
                name="handover_once_per_post",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(appointment__isnull=False),
                name="handover_once_per_appointment",
            ),
            models.CheckConstraint(
                name="handover_has_cause",
                condition=Q(succession__isnull=False) | Q(appointment__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_acknowledged_whole",
                condition=Q(acknowledged_at=None, acknowledged_by=None, acknowledged_title="")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "post"],
                condition=Q(acknowledged_at=None),
                name="handover_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number on the sheet."""
        return f"交接〔{self.made_on.year}〕{self.serial}号"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has acknowledged it."""
        return self.acknowledged_at is None


class HandOverItem(models.Model):
    """One case on a sheet, as it stood when it was handed over. Insert-only."""

    id = models.BigAutoField(primary_key=True)
    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="items", db_index=False)
    case_type = models.CharField(max_length=80)
    case_id = models.UUIDField()
    title_zh = models.TextField(blank=True)
    title_en = models.TextField(blank=True)
    reference = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)
    since = models.DateField(null=True)
    url = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "case_type", "case_id"], name="handoveritem_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh or self.title_en

    @property
    def title(self) -> str:
        """Title in the active language."""
        return localized(self, "title")


class SuccessionDraft(models.Model):
    """A succession that is being prepared: who takes which. `payload` is what will be proposed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"draft {self.pk}"
