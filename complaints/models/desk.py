"""The desk: calls, drafts while talking, canned texts, hand-over between shifts."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints import codes
from complaints.models.case import person


class Call(models.Model):
    """One call as the switch told it. Its number stands in no table; no case points here, and it
    points to none, so that the moment of a call tells nothing about a report."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    switch_id = models.CharField(max_length=64, unique=True)
    line = models.CharField(max_length=40, blank=True)
    operator = person()
    #: When somebody took it last by the switch's own clock, in seconds since 1970.
    told_at = models.PositiveBigIntegerField(default=0)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=codes.CallOutcome, blank=True)
    office_zh = models.CharField(_("Office told"), max_length=100, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("-rang_at", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="call_live", fields=["operator", "rang_at"], condition=Q(outcome="")
            ),
            models.Index(name="call_rang", fields=["rang_at"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class OperatorStatus(models.Model):
    """Whether somebody of the desk takes calls now, as he said last."""

    operator = models.OneToOneField(
        "accounts.User", models.PROTECT, primary_key=True, related_name="+"
    )
    status = models.CharField(
        max_length=5, choices=codes.DeskStatus, default=codes.DeskStatus.READY
    )
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="operator_status_known", condition=Q(status__in=codes.DeskStatus.values)
            )
        ]

    def __str__(self) -> str:
        return self.status


class DeskDraft(models.Model):
    """What is being typed during a call, sealed under the keyring; gone once it is filed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    operator = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    on = models.DateField()

    class Meta:
        ordering = ("on", "id")

    def __str__(self) -> str:
        return str(self.pk)


class CannedText(models.Model):
    """A text that operators or handlers insert; `shortcut` is typed after a slash."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    shortcut = models.CharField(_("Shortcut"), max_length=20, unique=True)
    title_zh = models.CharField(_("Title"), max_length=60)
    text_zh = models.TextField(_("Text"), max_length=2000)
    use = models.CharField(
        _("Used for"), max_length=6,
        choices=[("call", _("calls")), ("reply", _("replies"))],
    )  # fmt: skip
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("shortcut",)

    def __str__(self) -> str:
        return self.shortcut


class ShiftNote(models.Model):
    """What one shift tells the next; each of the next confirms that he has read it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text_zh = models.TextField(_("What the next shift must know"), max_length=2000)
    written_at = models.DateTimeField()
    readers = models.JSONField(default=list)

    class Meta:
        ordering = ("-written_at", "id")

    def __str__(self) -> str:
        return str(self.pk)
