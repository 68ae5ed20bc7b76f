"""The yearly sheet of a street, town or township: its commitments in the fourteen fields."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments import codes
from credit_portal.common.ids import uuid7


class Sheet(models.Model):
    """What a unit promises in one year: filed, returned and approved as a whole.

    Its commitments are ordinary ones (`Commitment.sheet`), seen apart from it only once the sheet
    is approved.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="sheets"
    )
    division = models.ForeignKey(
        "directory.Division", on_delete=models.PROTECT, related_name="sheets"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(
        max_length=12, choices=codes.SheetState, default=codes.SheetState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    filer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    authors = ArrayField(models.UUIDField(), default=list, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    ref = models.CharField(max_length=40, blank=True, editable=False)
    rec = models.CharField(max_length=64, blank=True, editable=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-year", "division")
        verbose_name = _("yearly sheet")
        verbose_name_plural = _("yearly sheets")
        indexes = [
            models.Index(name="sheet_body_state", fields=["organisation", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(name="sheet_once_a_year", fields=["division", "year"]),
            models.CheckConstraint(
                name="sheet_state_known", condition=Q(state__in=codes.SheetState.values)
            ),
            models.CheckConstraint(name="sheet_year", condition=Q(year__range=(2017, 2100))),
            models.CheckConstraint(
                name="sheet_four_eyes", condition=Q(approver=None) | ~Q(approver=F("filer"))
            ),
            models.CheckConstraint(
                name="sheet_approved_by_somebody",
                condition=Q(state="approved", approver__isnull=False, approved_on__isnull=False)
                | (~Q(state="approved") & Q(approver=None, approved_on=None)),
            ),
            models.CheckConstraint(
                name="sheet_submitted_dated",
                condition=~Q(state__in=["submitted", "approved"]) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division_id} {self.year}"


class SheetGap(models.Model):
    """A field in which the unit promises nothing this year, and why; kept as typed in a draft."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="gaps")
    field = models.CharField(_("field"), max_length=32)
    reason_zh = models.CharField(_("why nothing is promised"), max_length=300, blank=True)

    class Meta:
        ordering = ("sheet", "field")
        constraints = [
            models.UniqueConstraint(name="sheet_gap_once", fields=["sheet", "field"]),
            models.CheckConstraint(
                name="sheet_gap_field", condition=Q(field__in=codes.LIVELIHOOD_SECTORS)
            ),
        ]

    def __str__(self) -> str:
        return self.field


class SheetRemark(models.Model):
    """Why a sheet was returned, and the marks {field: note}. The only place of these words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(_("reason"))
    marks = models.JSONField(default=dict)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")
        constraints = [
            models.CheckConstraint(name="sheet_remark_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.made_at:%Y-%m-%d}"


class SheetDuty(models.Model):
    """That a unit owes a sheet for a year; the case of its deadline. Opened by the daily job."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("directory.Division", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    opened_on = models.DateField()

    class Meta:
        ordering = ("-year", "division")
        constraints = [
            models.UniqueConstraint(name="sheet_duty_once", fields=["division", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.division_id} {self.year}"
