"""The authority to promise, recorded before registration, and the incentives that are promised."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments import codes_change as codes
from commitments.models.commitment import Commitment
from commitments.models.performance import Evidence
from credit_portal.common.ids import uuid7


class AuthorityCheck(models.Model):
    """Legality review, fair-competition review (公平竞争审查条例, in force 2024-08-01), budget
    source and competent body of a policy promise; what is empty was not recorded."""

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, primary_key=True, related_name="authority_check"
    )
    legality_organ = models.CharField(_("legality review by"), max_length=120, blank=True)
    legality_on = models.DateField(_("legality review of"), null=True, blank=True)
    legality_result = models.CharField(
        _("its result"), max_length=16, choices=codes.LegalityResult, blank=True
    )
    legality_opinion = models.ForeignKey(
        Evidence, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    competition_organ = models.CharField(
        _("fair-competition review by"), max_length=120, blank=True
    )
    competition_on = models.DateField(_("fair-competition review of"), null=True, blank=True)
    competition_result = models.CharField(
        _("its result"), max_length=16, choices=codes.CompetitionResult, blank=True
    )
    budget_line = models.CharField(_("budget source"), max_length=200, blank=True)
    budget_amount = models.DecimalField(
        _("amount in yuan"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    budget_year = models.PositiveSmallIntegerField(_("budget year"), null=True, blank=True)
    competent_body = models.CharField(_("competent body"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("authority check")
        verbose_name_plural = _("authority checks")
        constraints = [
            models.CheckConstraint(
                name="commitment_authority_codes",
                condition=Q(
                    legality_result__in=["", *codes.LegalityResult.values],
                    competition_result__in=["", *codes.CompetitionResult.values],
                ),
            ),
            models.CheckConstraint(
                name="commitment_authority_budget",
                condition=(Q(budget_amount=None) | Q(budget_amount__gte=0))
                & (Q(budget_year=None) | Q(budget_year__range=(1990, 2100))),
            ),
        ]

    def __str__(self) -> str:
        return str(self.commitment_id)


class Incentive(models.Model):
    """One thing that a promise offers to firms or persons."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="incentives")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("what is offered"), max_length=12, choices=codes.IncentiveKind)
    industry = models.CharField(
        _("industry"), max_length=14, choices=codes.Industry, default=codes.Industry.ANY
    )
    firm = models.CharField(_("firms"), max_length=14, choices=codes.Firm, default=codes.Firm.ANY)
    measure = models.CharField(_("stated in"), max_length=8, choices=codes.Measure)
    value = models.DecimalField(_("at most"), max_digits=16, decimal_places=2)
    terms_zh = models.CharField(_("of what, and on what terms"), max_length=200, blank=True)
    terms_en = models.CharField(_("the same in English"), max_length=200, blank=True)

    class Meta:
        ordering = ("commitment", "position")
        verbose_name = _("incentive")
        verbose_name_plural = _("incentives")
        constraints = [
            models.UniqueConstraint(
                name="commitment_incentive_position", fields=["commitment", "position"]
            ),
            models.CheckConstraint(
                name="commitment_incentive_codes",
                condition=Q(
                    kind__in=codes.IncentiveKind.values,
                    industry__in=codes.Industry.values,
                    firm__in=codes.Firm.values,
                    measure__in=codes.Measure.values,
                ),
            ),
            models.CheckConstraint(
                name="commitment_incentive_value",
                condition=Q(value__gt=0) & (~Q(measure="percent") | Q(value__lte=100)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
