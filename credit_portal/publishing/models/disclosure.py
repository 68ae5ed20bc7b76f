"""Versions of public records and the proof material of each."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from credit_portal.publishing.fields import CanonicalJSONField
from credit_portal.publishing.models.decision import Act, Basis, Decision

models.BinaryField.register_lookup(Length)


def _bytes(field: str, count: int) -> Q:
    return Q(**{f"{field}__length": count})


class Disclosure(models.Model):
    """One version of a record: what its ledger leaf says, and which decision ordered it.

    Insert-only. Carries no name and no text: after a removal it is all that stays for ever.
    A database trigger holds sequence, chain, time and agreement with the decision.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rec = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    ref = models.CharField(max_length=24)
    kind = models.CharField(max_length=32)
    act = models.CharField(max_length=10, choices=Act.choices)
    cm = models.BinaryField()
    leaf_hash = models.BinaryField()
    leaf_index = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    until = models.DateField(null=True)
    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.CharField(max_length=64)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="disclosure")

    class Meta:
        ordering = ("leaf_index",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ref", "seq"], name="disclosure_ref"),
            models.Index(
                fields=["-leaf_index"], name="disclosure_ending",
                condition=Q(act__in=["correct", "expire", "repair", "withdraw"]),
            ),
            models.Index(
                fields=["at"], name="disclosure_first_breach",
                condition=Q(kind="breach", seq=1),
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rec", "seq"], name="disclosure_version"),
            models.CheckConstraint(
                name="disclosure_shapes",
                condition=Q(rec__regex="^[0-9a-f]{32}$", seq__gte=1, leaf_index__gte=0)
                & _bytes("cm", 32)
                & _bytes("leaf_hash", 32),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} v{self.seq} ({self.act})"


class Opening(models.Model):
    """Document and salt of a displayed version: what opens the commitment in its leaf.

    The application may insert and read. Only the owner's function `remove_opening` deletes,
    and only in the transaction that disclosed the removal.
    """

    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.DO_NOTHING, primary_key=True, related_name="opening"
    )
    document = CanonicalJSONField()
    salt = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="opening_salt", condition=_bytes("salt", 32))
        ]

    def __str__(self) -> str:
        return f"opening of {self.disclosure_id}"


class Removal(models.Model):
    """The public account of an ended display: kind of reason, date and basis, never a name.

    `notice` is the document that the removal's leaf commits to, `salt` opens that commitment.
    Insert-only.
    """

    class Reason(models.TextChoices):
        """Kinds of reason, as the public reads them."""

        PERIOD_ENDED = "period_ended", _("the display period ended")
        REPAIRED = "repaired", _("credit repair was granted")
        OBJECTION_UPHELD = "objection_upheld", _("an objection was upheld")
        COURT = "court", _("a court or review decision requires it")
        GROUND_GONE = "ground_gone", _("the document it rests on was revoked or changed")
        ERROR = "error", _("it was published by mistake")
        PERSONAL_DATA = "personal_data", _("personal information must be erased")

    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.DO_NOTHING, primary_key=True, related_name="removal"
    )
    ref = models.CharField(max_length=24)
    rec = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    removed_at = models.DateTimeField()
    act = models.CharField(max_length=10, choices=Act.choices)
    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    notice = CanonicalJSONField()
    salt = models.BinaryField()

    class Meta:
        ordering = ("-removed_at", "-ref")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-removed_at", "-ref"], name="removal_newest"),
            models.Index(fields=["ref"], name="removal_ref"),
            models.Index(fields=["rec"], name="removal_rec"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="removal_salt", condition=_bytes("salt", 32)),
            models.CheckConstraint(
                name="removal_act", condition=Q(act__in=["withdraw", "repair", "expire"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.act} {self.removed_at:%Y-%m-%d}"


class CodesLeaf(models.Model):
    """A ledger leaf that fixes a table of codes as it stood (security.md 1.4, S10)."""

    leaf_index = models.BigIntegerField(primary_key=True)
    table = models.CharField(max_length=20)
    sha256 = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"codes at leaf {self.leaf_index}"


class Generation(models.Model):
    """One row, changed in every commit that changes what is displayed; validates every cache.

    `stamp` is random, so that no cache of an earlier or rolled-back history ever matches.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.BigIntegerField(default=0)
    stamp = models.CharField(max_length=32)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="generation_one_row", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return str(self.value)


class RefCounter(models.Model):
    """The last number given for a kind's letter in a year."""

    letter = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField()
    value = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "year"], name="refcounter_once")
        ]

    def __str__(self) -> str:
        return f"{self.letter}{self.year}: {self.value}"
