"""Lawful change and withdrawal, promises void from the beginning, and what is owed for either."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments import codes_change as codes
from commitments.models.commitment import Commitment, text_pair
from commitments.models.performance import Evidence
from commitments.models.verification import Verification
from credit_portal.common.ids import uuid7

FILED = ["submitted", "approved", "refused"]
DOCUMENTED = (
    ~Q(document_title="")
    & ~Q(document_number="")
    & ~Q(document_issuer="")
    & Q(document_on__isnull=False, document__isnull=False)
)
SETTLED = (
    (Q(compensation="none") & ~Q(compensation_zh="") & Q(compensation_due_on=None))
    | (Q(compensation="agreed", compensation_due_on__isnull=False) & ~Q(compensation_zh=""))
    | (Q(compensation="paid", compensation_due_on=None) & ~Q(compensation_zh=""))
)
"""Nothing with a reason, something agreed with its last day, or something paid already."""


class Terms(models.Model):
    """The document a case rests on, and what those who relied on the promise get."""

    document_title = models.CharField(_("title of the document"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    document_issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    document_on = models.DateField(_("issued on"), null=True, blank=True)
    document = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    compensation = models.CharField(
        _("compensation"), max_length=8, choices=codes.CompensationKind, blank=True
    )
    compensation_zh = models.TextField(_("compensation, or why none is needed"), blank=True)
    compensation_en = models.TextField(_("the same in English"), blank=True)
    compensation_amount = models.DecimalField(
        _("amount in yuan"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    compensation_due_on = models.DateField(_("to be paid by"), null=True, blank=True)

    class Meta:
        abstract = True


class LawfulChange(Terms):
    """The case by which one registered promise is lawfully changed or withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="lawful_changes"
    )
    successor = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, null=True, related_name="change_case"
    )
    kind = models.CharField(max_length=8, choices=codes.ChangeKind)
    ground = models.CharField(_("ground"), max_length=20, choices=codes.ChangeGround, blank=True)
    authority_zh, authority_en = text_pair(_("competent authority"))
    reasons_zh, reasons_en = text_pair(_("reasons"))
    state = models.CharField(
        max_length=10, choices=codes.ChangeState, default=codes.ChangeState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    filer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    authors = ArrayField(models.UUIDField(), default=list, editable=False)
    submitted_at = models.DateTimeField(null=True)
    decider = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decider_title = models.CharField(max_length=200, blank=True)
    superior = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("lawful change")
        verbose_name_plural = _("lawful changes")
        indexes = [
            models.Index(
                name="commitment_change_live",
                fields=["state", "submitted_at"],
                condition=Q(state__in=codes.LIVE_CHANGE),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="commitment_change_one_live",
                fields=["commitment"],
                condition=Q(state__in=[*codes.LIVE_CHANGE, "approved"]),
            ),
            models.CheckConstraint(
                name="commitment_change_codes",
                condition=Q(
                    kind__in=codes.ChangeKind.values,
                    state__in=codes.ChangeState.values,
                    ground__in=["", *codes.ChangeGround.values],
                    compensation__in=["", *codes.CompensationKind.values],
                ),
            ),
            models.CheckConstraint(
                name="commitment_change_successor",
                condition=Q(kind="withdraw", successor=None)
                | Q(kind="change", successor__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_change_four_eyes",
                condition=Q(decider=None) | ~Q(decider=F("filer")),
            ),
            models.CheckConstraint(
                name="commitment_change_filed",
                condition=~Q(state__in=FILED)
                | (
                    Q(submitted_at__isnull=False)
                    & ~Q(ground="")
                    & ~Q(authority_zh="")
                    & DOCUMENTED
                    & SETTLED
                ),
            ),
            models.CheckConstraint(
                name="commitment_change_decided",
                condition=~Q(state__in=["approved", "refused"])
                | Q(decider__isnull=False, superior__isnull=False, decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_change_compensated",
                condition=~Q(state__in=FILED)
                | ~Q(ground="public_interest")
                | Q(compensation__in=["agreed", "paid"]),
            ),
            models.CheckConstraint(
                name="commitment_change_amount",
                condition=Q(compensation_amount=None) | Q(compensation_amount__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.commitment_id}"

    @property
    def is_change(self) -> bool:
        """Whether another text takes the place of the promise."""
        return self.kind == codes.ChangeKind.CHANGE

    @property
    def organisation(self) -> models.Model:
        """The body whose promise it is."""
        return self.commitment.organisation


class ChangeStep(models.Model):
    """One step of the procedure: what was done on which day, with a file where there is one."""

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(LawfulChange, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(_("step"), max_length=20, choices=codes.ProcedureStep)
    done_on = models.DateField(_("done on"))
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("done_on", "id")
        verbose_name = _("step of the procedure")
        verbose_name_plural = _("steps of the procedure")
        constraints = [
            models.UniqueConstraint(name="commitment_change_step_once", fields=["change", "step"]),
            models.CheckConstraint(
                name="commitment_change_step_known",
                condition=Q(step__in=codes.ProcedureStep.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.done_on}"


class VoidFinding(Terms):
    """Why a promise was void from the beginning: the legal side of a verification.

    It is no breach of the promise. It marks the post that made it, on the day on which it was
    registered, as the ground of a lead; that mark is never published.
    """

    verification = models.OneToOneField(
        Verification, on_delete=models.PROTECT, primary_key=True, related_name="void_finding"
    )
    ground = models.CharField(_("why it is void"), max_length=20, choices=codes.VoidGround)
    is_lead_ground = models.BooleanField(default=True)
    lead_post = models.ForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    lead_on = models.DateField()

    class Meta:
        verbose_name = _("void promise")
        verbose_name_plural = _("void promises")
        constraints = [
            models.CheckConstraint(
                name="commitment_void_ground", condition=Q(ground__in=codes.VoidGround.values)
            ),
            models.CheckConstraint(name="commitment_void_documented", condition=DOCUMENTED),
            models.CheckConstraint(name="commitment_void_settled", condition=SETTLED),
            models.CheckConstraint(
                name="commitment_void_amount",
                condition=Q(compensation_amount=None) | Q(compensation_amount__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.verification_id}"


class Compensation(models.Model):
    """Compensation that was agreed and is still to be paid: a duty with a clock."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, related_name="compensation"
    )
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    due_on = models.DateField()
    agreed_on = models.DateField()
    paid_on = models.DateField(_("paid on"), null=True)
    settled_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("compensation")
        verbose_name_plural = _("compensations")
        constraints = [
            models.CheckConstraint(
                name="commitment_compensation_paid",
                condition=Q(paid_on=None, settled_by=None)
                | Q(paid_on__isnull=False, settled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_compensation_order", condition=Q(due_on__gte=F("agreed_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.due_on}"
