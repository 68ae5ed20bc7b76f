"""Whoever follows records, bodies or lists by e-mail, without an account.

The address is sealed; its blind index makes the same address one follower. Nothing else is known
of him, and with the last thing he follows the row goes, and the address with it.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often news is told."""

    DAILY = "daily", _("daily, on working days")
    WEEKLY = "weekly", _("weekly")


class Follower(models.Model):
    """One address. `mails` counts what was sent on `mails_on` because a form asked for it.

    `reader_index` is the same for all spellings that reach one mailbox (case, "+tag"): the day's
    number of mails is theirs together. `failures` are those of his mail in a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    address = models.BinaryField()
    address_index = models.BinaryField(unique=True)
    reader_index = models.BinaryField(db_index=True)
    language = models.CharField(max_length=10)
    mails_on = models.DateField(null=True)
    mails = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"follower {self.pk}"


class Follow(models.Model):
    """One thing that an address follows, once the owner of the address has said so.

    `kind` and `target` name it for the registered source; `seen` is the leaf of the public log up
    to which its news was told, `told` the references told last, of which a removal is told too.
    `due_at` is when the next mail may tell its news.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    kind = models.CharField(max_length=12)
    target = models.CharField(max_length=1500)
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    language = models.CharField(max_length=10)
    seen = models.BigIntegerField()
    told = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="follow_due", fields=["due_at"], condition=Q(confirmed_at__isnull=False)
            ),
            models.Index(name="follow_waits", fields=["asked_at"], condition=Q(confirmed_at=None)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="follow_once", fields=["follower", "kind", "target"]),
            models.CheckConstraint(
                name="follow_rhythm", condition=Q(rhythm__in=["daily", "weekly"])
            ),
            models.CheckConstraint(
                name="follow_due_when_confirmed",
                condition=Q(confirmed_at=None, due_at=None)
                | Q(confirmed_at__isnull=False, due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target} {self.rhythm}"
