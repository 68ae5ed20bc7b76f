"""Verification of an outcome by the credit office, and its confirmation by a second person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments import codes
from commitments.models.commitment import Commitment
from commitments.models.performance import CommitmentPeriod, PerformanceReport
from credit_portal.common.ids import uuid7

DECIDED = ["proposed", "confirmed"]


class Verification(models.Model):
    """A task to find out what became of a promise. A passed date opens one, and no more."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="verifications"
    )
    period = models.ForeignKey(
        CommitmentPeriod, on_delete=models.PROTECT, null=True, related_name="verifications"
    )
    report = models.ForeignKey(
        PerformanceReport, on_delete=models.DO_NOTHING, null=True, related_name="verifications"
    )
    opened_on = models.DateField()
    opened_because = models.CharField(max_length=12, choices=codes.OpenedBecause)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    opened_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(
        max_length=10, choices=codes.VerificationState, default=codes.VerificationState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    outcome = models.CharField(_("outcome"), max_length=14, blank=True)
    due_on = models.DateField(null=True)
    kept_on = models.DateField(_("day of fulfilment"), null=True, blank=True)
    findings_zh = models.TextField(_("findings"), blank=True)
    findings_en = models.TextField(_("findings"), blank=True)
    body = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="+")
    barred_path = models.CharField(max_length=400)
    proposer = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposer_body = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposer_path = models.CharField(max_length=400, blank=True)
    proposed_at = models.DateTimeField(null=True)
    confirmer = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmer_body = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmer_path = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("opened_on", "id")
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        indexes = [
            models.Index(
                name="commitment_verify_live",
                fields=["state", "opened_on"],
                condition=Q(state__in=codes.LIVE_VERIFICATION),
            ),
            models.Index(name="commitment_verify_of", fields=["commitment", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="commitment_verify_one_open",
                fields=["commitment", "period"],
                condition=Q(state__in=codes.LIVE_VERIFICATION),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="commitment_verify_state",
                condition=Q(state__in=codes.VerificationState.values),
            ),
            models.CheckConstraint(
                name="commitment_verify_because",
                condition=Q(opened_because__in=codes.OpenedBecause.values),
            ),
            models.CheckConstraint(
                name="commitment_verify_review",
                condition=Q(supersedes=None)
                | (Q(opened_because__in=["contradicted", "objected"]) & ~Q(state="dismissed")),
            ),
            models.CheckConstraint(
                name="commitment_verify_four_eyes",
                condition=Q(confirmer=None) | Q(proposer=None) | ~Q(confirmer=F("proposer")),
            ),
            models.CheckConstraint(
                name="commitment_verify_not_own_body",
                condition=(Q(proposer_body=None) | ~Q(proposer_body=F("body")))
                & (Q(confirmer_body=None) | ~Q(confirmer_body=F("body"))),
            ),
            models.CheckConstraint(
                name="commitment_verify_not_inside_body",
                condition=Q(barred_path="")
                | (
                    ~Q(proposer_path__startswith=F("barred_path"))
                    & ~Q(confirmer_path__startswith=F("barred_path"))
                ),
            ),
            models.CheckConstraint(
                name="commitment_verify_proposed",
                condition=~Q(state__in=DECIDED)
                | (
                    ~Q(outcome="")
                    & Q(proposer__isnull=False, proposed_at__isnull=False)
                    & (~Q(findings_zh="") | ~Q(findings_en=""))
                ),
            ),
            models.CheckConstraint(
                name="commitment_verify_confirmed",
                condition=~Q(state="confirmed")
                | Q(confirmer__isnull=False, closed_at__isnull=False, closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_verify_outcome",
                condition=~Q(state__in=DECIDED)
                | Q(
                    period=None,
                    outcome__in=["kept", "kept_late", "partly_kept", "broken", "void"],
                )
                | (
                    Q(period__isnull=False)
                    & Q(outcome__in=["kept", "kept_late", "broken", "not_reported", "no_cases"])
                ),
            ),
            models.CheckConstraint(
                name="commitment_verify_kept",
                condition=~Q(state__in=DECIDED)
                | Q(period__isnull=False)
                | ~Q(outcome="kept")
                | (Q(kept_on__isnull=False) & (Q(due_on=None) | Q(kept_on__lte=F("due_on")))),
            ),
            models.CheckConstraint(
                name="commitment_verify_kept_late",
                condition=~Q(state__in=DECIDED)
                | Q(period__isnull=False)
                | ~Q(outcome="kept_late")
                | Q(kept_on__isnull=False, due_on__isnull=False, kept_on__gt=F("due_on")),
            ),
            models.CheckConstraint(
                name="commitment_verify_broken",
                condition=~Q(state__in=DECIDED) | ~Q(outcome="broken") | Q(kept_on=None),
            ),
            models.CheckConstraint(
                name="commitment_verify_figures",
                condition=~Q(state__in=DECIDED)
                | Q(period=None)
                | ~Q(outcome__in=["kept", "kept_late", "no_cases"])
                | Q(report__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.state}"

    @property
    def is_review(self) -> bool:
        """It looks anew into what was determined before; that outcome stands until it ends."""
        return self.supersedes_id is not None

    @property
    def review_data(self) -> dict[str, bool]:
        """What the step of its outcome says when that was determined anew."""
        return {"again": True} if self.is_review else {}

    @property
    def is_live(self) -> bool:
        """Not finished yet."""
        return self.state in codes.LIVE_VERIFICATION
