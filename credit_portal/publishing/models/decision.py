"""The decision to change what the public sees: final, of two people, naming the exact content."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from credit_portal.common.i18n import localized
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Organisation
from credit_portal.publishing.fields import CanonicalJSONField

SYSTEM = "system"


class Act(models.TextChoices):
    """What a decision does to a record (the `act` of its leaf, security.md 1.4).

    PUBLISH is the first version and every later one that states new facts; CORRECT says that
    the text was wrong. ANNOTATE marks an accepted objection; WITHDRAW, REPAIR and EXPIRE end
    the display, RESTORE brings it back.
    """

    PUBLISH = "publish", _("published")
    CORRECT = "correct", _("corrected")
    ANNOTATE = "annotate", _("marked as under objection")
    WITHDRAW = "withdraw", _("withdrawn")
    REPAIR = "repair", _("ended by credit repair")
    EXPIRE = "expire", _("display period ended")
    RESTORE = "restore", _("restored")


DISPLAYING = frozenset({Act.PUBLISH, Act.CORRECT, Act.ANNOTATE, Act.RESTORE})
REMOVING = frozenset({Act.WITHDRAW, Act.REPAIR, Act.EXPIRE})
#: Nobody decides these about his own body (design.md 2.6, security.md S2).
FOREIGN_ONLY = (Act.ANNOTATE, Act.WITHDRAW, Act.REPAIR, Act.RESTORE)
#: Kinds that are the office's own words and judge nobody: a second person of the office itself ends
#: their display (news, notices, policies, help).
OWN_WORDS = ("article",)
#: All that the job account may do: state a fact of time, end a display (security.md S17), mark
#: what a body objected to by its own desk, which follows from the law and waits for nobody, and on
#: the basis of an emergency show again what one person hid and no second confirmed (S15).
AUTOMATIC = (Act.PUBLISH, Act.EXPIRE, Act.ANNOTATE)
#: Basis of an emergency hiding: decided by one person of another body, at once (S15).
EMERGENCY = "X01"
LAPSED = Q(act=Act.RESTORE, basis=EMERGENCY)


class Basis(models.Model):
    """A legal ground by code, public; the digest of this table is itself in the ledger."""

    code = models.CharField(max_length=8, primary_key=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    source_zh = models.CharField(max_length=200)
    source_en = models.CharField(max_length=300)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {localized(self, 'name')}"


class Decision(models.Model):
    """A decided publication, and the outbox row that `publish_pending` drains in `number` order.

    Immutable after insert but for `done_at`; with it the document moves to the Opening, so that
    what is erased there stays nowhere. `doc_sha` keeps naming what was approved.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(
        unique=True,
        editable=False,
        db_default=Func(
            Value("publishing_decision_number"),
            function="nextval",
            output_field=models.BigIntegerField(),
        ),
    )
    kind = models.CharField(max_length=32)
    act = models.CharField(max_length=10, choices=Act.choices)
    source_type = models.CharField(max_length=64)
    source_id = models.CharField(max_length=64)
    rec = models.CharField(max_length=32)
    document = CanonicalJSONField(null=True)
    doc_sha = models.CharField(max_length=64)
    agency = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    about_person = models.BooleanField(default=False)
    erase_previous = models.BooleanField(default=False)
    until = models.DateField(null=True)
    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposer_id = models.CharField(max_length=64)
    approver_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 - null is nobody
    approver_organisation_id = models.UUIDField(null=True)
    automatic = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["number"], condition=Q(done_at=None), name="decision_pending"),
            models.Index(fields=["source_type", "source_id", "-number"], name="decision_source"),
            models.Index(fields=["rec", "-number"], name="decision_rec"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="decision_four_eyes",
                condition=Q(automatic=True, proposer_id=SYSTEM, approver_id=None)
                | (
                    Q(automatic=False, approver_id__isnull=False)
                    & ~Q(proposer_id="")
                    & ~Q(approver_id="")
                    & ~Q(proposer_id=SYSTEM)
                    & ~Q(approver_id=SYSTEM)
                    & ~Q(proposer_id=F("approver_id"))
                )
                | (
                    Q(automatic=False, approver_id=None, act=Act.WITHDRAW, basis=EMERGENCY)
                    & ~Q(proposer_id__in=["", SYSTEM])
                ),
            ),
            models.CheckConstraint(
                name="decision_foreign_approver",
                condition=~Q(act__in=FOREIGN_ONLY)
                | Q(kind__in=OWN_WORDS)
                | (Q(automatic=True) & (LAPSED | Q(act=Act.ANNOTATE)))
                | (
                    Q(approver_organisation_id__isnull=False)
                    & ~Q(approver_organisation_id=F("organisation_id"))
                ),
            ),
            models.CheckConstraint(
                name="decision_automatic_acts",
                condition=Q(automatic=False) | Q(act__in=AUTOMATIC) | LAPSED,
            ),
            models.CheckConstraint(name="decision_act", condition=Q(act__in=Act.values)),
            models.CheckConstraint(
                name="decision_document_until_done",
                condition=Q(done_at=None, document__isnull=False)
                | Q(done_at__isnull=False, document=None),
            ),
            models.CheckConstraint(
                name="decision_shapes",
                condition=Q(rec__regex="^[0-9a-f]{32}$")
                & Q(doc_sha__regex="^[0-9a-f]{64}$")
                & ~Q(agency=""),
            ),
        ]

    def shows_on(self, day: date) -> bool:
        """Whether by this, the last decision on a record, it is on display on a day (Shanghai): not
        after its last one, whether or not a job has noted the end (design.md 2.7)."""
        return self.act not in REMOVING and (self.until is None or self.until >= day)

    def __str__(self) -> str:
        return f"{self.act} {self.kind} {self.rec}"

    @property
    def is_pending(self) -> bool:
        """Whether it still waits for publication."""
        return self.done_at is None
