"""Who reported: sealed to a public key, opened by the vault only; and the originals of files."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from complaints import codes
from complaints.models.case import Case, body, person


class Identity(models.Model):
    """Name, number, address of who reported, as one sealed text. The application cannot open it."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="identity")
    sealed = models.BinaryField()
    made_on = models.DateField()

    def __str__(self) -> str:
        return str(self.pk)


class Contact(models.Model):
    """How he may be called back, which he agreed to; sealed too. `bucket`: 16 bits of an HMAC of
    the number, enough to find candidates for the vault to compare, too few to tell a number."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="contact")
    sealed = models.BinaryField()
    bucket = models.IntegerField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="complaint_bucket_16_bits", condition=Q(bucket__gte=0, bucket__lt=65_536)
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class UnsealRequest(models.Model):
    """A request to see who reported: a reason, a second person of another unit, a time limit."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="unsealings")
    asker = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asker_unit = body()
    reason_zh = models.TextField(max_length=2000)
    confirmer = person()
    confirmer_unit = body(null=True)
    state = models.CharField(
        max_length=9, choices=codes.UnsealState, default=codes.UnsealState.ASKED
    )
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="complaint_unseal_one_open", fields=["case", "asker"],
                condition=Q(state="asked"),
            ),
            models.CheckConstraint(
                name="complaint_unseal_by_two_units",
                condition=Q(confirmer=None)
                | (~Q(confirmer=F("asker")) & ~Q(confirmer_unit=F("asker_unit"))
                   & Q(confirmer_unit__isnull=False)),
            ),
            models.CheckConstraint(
                name="complaint_unseal_confirmed",
                condition=~Q(state="confirmed")
                | Q(confirmer__isnull=False, decided_at__isnull=False, expires_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class SealedOriginal(models.Model):
    """The file as it was handed in, metadata and all, sealed; handlers get the cleaned copy.
    `size`: bytes on disk of both, which count for what may come in a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="originals")
    note = models.ForeignKey("complaints.CaseNote", models.SET_NULL, null=True, related_name="+")
    storage_name = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField(default=0)
    made_on = models.DateField(db_index=True)

    class Meta:
        ordering = ("made_on", "id")

    def __str__(self) -> str:
        return str(self.pk)
