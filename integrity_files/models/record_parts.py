"""What belongs to a record: statement, reports of rectification, files, leniency, who is
responsible (confidential), emergency hidings, corrections."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from integrity_files import codes_records as codes
from integrity_files.models.records import Record


class RecordFile(models.Model):
    """A file of a record, each content once a use."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="files")
    use = models.CharField(max_length=12, choices=codes.FileUse.choices)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    adder = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="record_file_once", fields=["record", "use", "sha256"]),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.sha256[:8]}"


class Statement(models.Model):
    """What the body has to say on the notice: a draft until it hands it in, then unchanged."""

    record = models.OneToOneField(
        Record, models.PROTECT, primary_key=True, related_name="statement"
    )
    state = models.CharField(
        max_length=8, choices=codes.StatementState.choices, default=codes.StatementState.DRAFT
    )
    text_zh = models.TextField(_("Statement"), max_length=5000)
    short_zh = models.CharField(_("In short, for the public page"), max_length=500, blank=True)
    writer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    filed_on = models.DateField(null=True)
    is_late = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="statement_filed",
                condition=Q(state="draft", filed_on=None)
                | (Q(state="filed", filed_on__isnull=False) & ~Q(text_zh="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.record_id}"


class RectificationReport(models.Model):
    """The body says that it has done what was ordered; somebody of the credit office other than
    who ordered it accepts or refuses it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="reports")
    state = models.CharField(
        max_length=8, choices=codes.ReportState.choices, default=codes.ReportState.FILED
    )
    text_zh = models.TextField(_("What was done"), max_length=5000)
    done_on = models.DateField(_("Done on"))
    filer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    filed_on = models.DateField()
    answer_zh = models.TextField(_("What was found"), max_length=3000, blank=True)
    accepter = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("filed_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="rectification_one_waits", fields=["record"], condition=Q(state="filed")
            ),
            models.CheckConstraint(
                name="rectification_answered",
                condition=Q(state="filed", accepter=None, answered_on=None)
                | (~Q(state="filed") & Q(accepter__isnull=False, answered_on__isnull=False)
                   & ~Q(answer_zh="") & ~Q(accepter=F("filer"))),
            ),
            models.CheckConstraint(
                name="rectification_done", condition=Q(done_on__lte=F("filed_on"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.state} {self.filed_on}"


class RecordLeniency(models.Model):
    """A reason for a lighter weighing, with its evidence in words."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="leniencies")
    reason = models.CharField(_("Reason"), max_length=8, choices=codes.Leniency.choices)
    evidence_zh = models.TextField(_("Evidence"), max_length=2000)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="record_leniency_once", fields=["record", "reason"]),
            models.CheckConstraint(
                name="record_leniency_proved",
                condition=~Q(evidence_zh="") & Q(reason__in=codes.Leniency.values),
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class RecordResponsible(models.Model):
    """A post and person found responsible: for the confidential files only, never public.

    Read under a purpose (row-level security, security.md T6).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="+")
    person = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    role_zh = models.CharField(_("Responsible for"), max_length=500)
    namer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        ordering = ("named_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="record_responsible_once", fields=["record", "post", "person"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="record_responsible_said", condition=~Q(role_zh="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class RecordHiding(models.Model):
    """An emergency hiding by one person, confirmed by a second or undone (security.md S15)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="hidings")
    state = models.CharField(
        max_length=10, choices=codes.HidingState.choices, default=codes.HidingState.OPEN
    )
    reason = models.CharField(_("Reason"), max_length=10, choices=codes.HideReason.choices)
    words_zh = models.TextField(_("In words"), max_length=2000)
    hider = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField()
    until = models.DateTimeField()
    second = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answer_zh = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("hidden_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="record_hiding_one_open", fields=["record"], condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="record_hiding_answered",
                condition=Q(state="open", second=None, ended_at=None)
                | Q(state="lapsed", second=None, ended_at__gte=F("until"))
                | (Q(state__in=["confirmed", "ended"], second__isnull=False,
                     ended_at__isnull=False) & ~Q(second=F("hider"))),
            ),
            models.CheckConstraint(
                name="record_hiding_said",
                condition=~Q(words_zh="") & Q(until__gt=F("hidden_at"))
                & Q(reason__in=codes.HideReason.values),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.state} {self.hidden_at}"


class RecordCorrection(models.Model):
    """A correction of a determined record by two people: what stood and what stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="corrections")
    record_version = models.PositiveIntegerField()
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    why_zh = models.TextField(max_length=3000)
    proposer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decider = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("record_version",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="record_correction_once", fields=["record", "record_version"]
            ),
            models.CheckConstraint(
                name="record_correction_by_two",
                condition=~Q(proposer=F("decider")) & ~Q(why_zh=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.record_version}"

    @property
    def is_prolongation(self) -> bool:
        """Whether it only shows the record longer, after false material: nothing was corrected."""
        return set(self.changes) == {"last_day"}
