"""Reporting upward: one item a version of a record, batches, what was answered, each attempt.

An outbox: items are written by a sweep over determined records, batches of them are sent until
every line is answered. Nothing here is deleted.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from integrity_files import codes_reporting as codes
from integrity_files.models.records import Record


class ReportWatch(models.Model):
    """The version of a record that was looked at last, and what it said."""

    record = models.OneToOneField(
        Record, models.PROTECT, primary_key=True, related_name="report_watch"
    )
    record_version = models.PositiveIntegerField()
    is_expired = models.BooleanField(default=False)
    is_marked = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.record_id} v{self.record_version}"


class ReportItem(models.Model):
    """One version of a record in the platform's fields."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="report_items")
    number = models.PositiveIntegerField()
    record_version = models.PositiveIntegerField()
    channel = models.CharField(_("Channel"), max_length=8, choices=codes.Channel.choices)
    state = models.CharField(max_length=8, choices=codes.ItemState.choices)
    version = models.PositiveIntegerField(default=1)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    problems = models.JSONField(default=list)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="report_item_state", fields=["state", "channel", "created_at"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="report_item_once", fields=["record", "number"]),
            models.UniqueConstraint(
                name="report_item_one_waits", fields=["record"],
                condition=Q(state__in=["waiting", "unfit"]),
            ),
            models.UniqueConstraint(
                name="report_item_one_sent", fields=["record"], condition=Q(state="sent")
            ),
            models.CheckConstraint(
                name="report_item_known",
                condition=Q(state__in=codes.ItemState.values)
                & Q(channel__in=codes.Channel.values) & Q(number__gte=1),
            ),
            models.CheckConstraint(
                name="report_item_fit",
                condition=Q(state="unfit") & ~Q(problems=[])
                | Q(state="replaced") | ~Q(state__in=["unfit", "replaced"]) & Q(problems=[]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """By this the platform knows the version again, however often it is sent."""
        return f"{self.record_id.hex}-{self.number}"


class ReportBatch(models.Model):
    """A numbered batch of one channel; its number and id are the same at each attempt."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    serial = models.PositiveIntegerField(unique=True)
    channel = models.CharField(_("Channel"), max_length=8, choices=codes.Channel.choices)
    mode = models.CharField(_("Mode"), max_length=8, choices=codes.Mode.choices)
    state = models.CharField(max_length=8, choices=codes.ReportState.choices)
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_on = models.DateField()
    maker = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    releaser = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    released_on = models.DateField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)
    away_since = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-serial",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="report_batch_due", fields=["next_attempt_at"], condition=Q(state="sending")
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="report_batch_known",
                condition=Q(state__in=codes.ReportState.values, channel__in=codes.Channel.values)
                & Q(size__gte=1),
            ),
            models.CheckConstraint(
                name="report_batch_mode",
                condition=Q(mode="service", maker=None, releaser=None,
                            state__in=["sending", "stopped", "dropped", "answered"],
                            next_attempt_at__isnull=False)
                | Q(mode="file", maker__isnull=False, next_attempt_at=None,
                    state__in=["prepared", "released", "answered", "dropped"]),
            ),
            models.CheckConstraint(
                name="report_batch_by_two",
                condition=Q(mode="service")
                | Q(state__in=["prepared", "dropped"], releaser=None)
                | (Q(state__in=["released", "answered"], releaser__isnull=False,
                     released_on__isnull=False) & ~Q(releaser=F("maker"))),
            ),
            models.CheckConstraint(
                name="report_batch_answered",
                condition=Q(state="answered", answered_on__isnull=False)
                | (~Q(state="answered") & Q(answered_on=None)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The number of the batch as the platform is told: R2026-000001."""
        return f"R{self.made_on.year}-{self.serial:06d}"


class ReportLine(models.Model):
    """One item in one batch: which act it was, and what was answered."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ReportBatch, models.PROTECT, related_name="lines")
    item = models.ForeignKey(ReportItem, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    act = models.CharField(max_length=8, choices=codes.ReportAct.choices)
    answer = models.CharField(max_length=8, choices=codes.Answer.choices, blank=True)
    code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("batch", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="report_line_place", fields=["batch", "position"]),
            models.UniqueConstraint(name="report_line_once", fields=["batch", "item"]),
            models.UniqueConstraint(
                name="report_line_one_open", fields=["item"], condition=Q(answer="")
            ),
            models.UniqueConstraint(
                name="report_line_taken_once", fields=["item"],
                condition=Q(answer__in=["accepted", "known"]),
            ),
            models.CheckConstraint(
                name="report_line_answered",
                condition=Q(answer="", answered_on=None, code="", reason="")
                | Q(answer__in=["accepted", "known", "dropped"], answered_on__isnull=False)
                | (Q(answer="refused", answered_on__isnull=False) & ~Q(code="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position}"


class ReportAttempt(models.Model):
    """One attempt to send a batch and how it ended; never changed."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ReportBatch, models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=80)
    answered = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="report_attempt_of", fields=["batch", "id"])
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
