"""What happened: measuring periods, reports of performance, evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments import codes
from commitments.models.commitment import Commitment
from credit_portal.common.ids import uuid7
from credit_portal.files.responses import INLINE_TYPES


class CommitmentPeriod(models.Model):
    """One measuring period of a standing commitment and its outcome."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="periods")
    number = models.PositiveIntegerField()
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    is_partial = models.BooleanField(default=False)
    report_due_on = models.DateField(_("report due"))
    report_provisional = models.BooleanField(default=False)
    report_explanation = models.JSONField()
    report = models.ForeignKey(
        "commitments.PerformanceReport", on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(
        max_length=14, choices=codes.PeriodOutcome, default=codes.PeriodOutcome.OPEN
    )
    outcome_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("commitment", "number")
        verbose_name = _("measuring period")
        verbose_name_plural = _("measuring periods")
        constraints = [
            models.UniqueConstraint(
                name="commitment_period_number", fields=["commitment", "number"]
            ),
            models.UniqueConstraint(
                name="commitment_period_start", fields=["commitment", "starts_on"]
            ),
            models.CheckConstraint(
                name="commitment_period_order",
                condition=Q(ends_on__gte=F("starts_on"), report_due_on__gt=F("ends_on")),
            ),
            models.CheckConstraint(
                name="commitment_period_outcome_known",
                condition=Q(outcome__in=codes.PeriodOutcome.values),
            ),
            models.CheckConstraint(
                name="commitment_period_outcome_dated",
                condition=Q(outcome="open", outcome_on=None)
                | (~Q(outcome="open") & Q(outcome_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="commitment_period_kept_needs_figures",
                condition=~Q(outcome__in=["kept", "kept_late", "no_cases"])
                | Q(report__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"


class PerformanceReport(models.Model):
    """What the body reports. Insert-only: a correction is a later report."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.DO_NOTHING, related_name="reports")
    period = models.ForeignKey(
        CommitmentPeriod, on_delete=models.DO_NOTHING, null=True, related_name="reports"
    )
    claim = models.CharField(_("claim"), max_length=14, choices=codes.Claim)
    text_zh = models.TextField(_("report"), blank=True)
    text_en = models.TextField(_("report"), blank=True)
    done_on = models.DateField(_("day of fulfilment"), null=True, blank=True)
    figure = models.CharField(max_length=10, blank=True, editable=False)
    numerator = models.DecimalField(
        _("numerator"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominator"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    filed_by = models.ForeignKey("accounts.User", on_delete=models.DO_NOTHING, related_name="+")
    filed_by_title = models.CharField(max_length=200)
    filed_at = models.DateTimeField()
    filed_on = models.DateField()

    class Meta:
        ordering = ("filed_at", "id")
        verbose_name = _("performance report")
        verbose_name_plural = _("performance reports")
        constraints = [
            models.CheckConstraint(
                name="commitment_report_claim_known", condition=Q(claim__in=codes.Claim.values)
            ),
            models.CheckConstraint(
                name="commitment_report_figures",
                condition=Q(
                    claim="figures",
                    period__isnull=False,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    figure__in=["share", "average"],
                )
                | (
                    ~Q(claim="figures")
                    & Q(period=None, numerator=None, denominator=None, figure="")
                ),
            ),
            models.CheckConstraint(
                name="commitment_report_not_negative",
                condition=Q(numerator=None) | Q(numerator__gte=0, denominator__gte=0),
            ),
            models.CheckConstraint(
                name="commitment_report_share",
                condition=~Q(figure="share") | Q(numerator__lte=F("denominator")),
            ),
            models.CheckConstraint(
                name="commitment_report_nothing_of_none",
                condition=Q(numerator=None) | ~Q(denominator=0) | Q(numerator=0),
            ),
            models.CheckConstraint(
                name="commitment_report_done_on",
                condition=Q(claim="fulfilled", done_on__isnull=False)
                | (~Q(claim="fulfilled") & Q(done_on=None)),
            ),
            models.CheckConstraint(
                name="commitment_report_done_before_filed",
                condition=Q(done_on=None) | Q(done_on__lte=F("filed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.filed_on}"


class Evidence(models.Model):
    """A file that shows something; whether the public sees it is chosen file by file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    report = models.ForeignKey(
        PerformanceReport, on_delete=models.DO_NOTHING, null=True, related_name="evidence"
    )
    verification = models.ForeignKey(
        "commitments.Verification", on_delete=models.PROTECT, null=True, related_name="evidence"
    )
    change = models.ForeignKey(
        "commitments.LawfulChange", on_delete=models.PROTECT, null=True, related_name="evidence"
    )
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    is_public = models.BooleanField(_("public"), default=False)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "id")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                name="commitment_evidence_file_once", fields=["commitment", "file"]
            ),
            models.CheckConstraint(
                name="commitment_evidence_one_place",
                condition=Q(report=None, verification=None)
                | Q(report=None, change=None)
                | Q(verification=None, change=None),
            ),
            models.CheckConstraint(name="commitment_evidence_titled", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_as(self) -> str:
        """How a page may show it: "picture", "document" or, only to be saved, ""."""
        if not self.file.is_clean or self.file.content_type not in INLINE_TYPES:
            return ""
        return "picture" if self.file.content_type.startswith("image/") else "document"
