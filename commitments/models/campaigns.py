"""Special rectification campaigns (专项整治): a frozen list of cases, worked off week by week."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments import codes_old_accounts as codes
from credit_portal.common.ids import uuid7


class Campaign(models.Model):
    """A campaign by document, over the bodies below `scope` and some of the four ills."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="campaigns"
    )
    scope = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="+")
    title_zh = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    paper_number = models.CharField(_("number of the document"), max_length=80)
    paper_organ = models.CharField(_("issued by"), max_length=120)
    paper_date = models.DateField(_("day of the document"))
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    ills = ArrayField(models.CharField(max_length=24, choices=codes.Ill), verbose_name=_("ills"))
    state = models.CharField(
        max_length=10, choices=codes.CampaignState, default=codes.CampaignState.PLANNED
    )
    version = models.PositiveIntegerField(default=1)
    baseline_on = models.DateField(null=True)
    baseline_sha = models.CharField(max_length=64, blank=True)
    planner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    starter = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    ref = models.CharField(max_length=40, blank=True)
    rec = models.CharField(max_length=64, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_on", "-id")
        verbose_name = _("rectification campaign")
        verbose_name_plural = _("rectification campaigns")
        constraints = [
            models.CheckConstraint(
                name="campaign_state_known", condition=Q(state__in=codes.CampaignState.values)
            ),
            models.CheckConstraint(
                name="campaign_forwards", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="campaign_frozen",
                condition=Q(state__in=["planned", "dropped"], baseline_on=None, baseline_sha="")
                | (
                    ~Q(state__in=["planned", "dropped"])
                    & Q(baseline_on__isnull=False)
                    & ~Q(baseline_sha="")
                ),
            ),
            models.CheckConstraint(
                name="campaign_started_by_another",
                condition=Q(starter=None) | ~Q(starter=F("planner")),
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh


class CampaignCase(models.Model):
    """One case of the baseline as it stood when the campaign began. Insert only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    account = models.ForeignKey(
        "commitments.OldAccount", on_delete=models.PROTECT, null=True, related_name="+"
    )
    commitment = models.ForeignKey(
        "commitments.Commitment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    ill = models.CharField(max_length=24, choices=codes.Ill)
    found_as = models.CharField(max_length=20)

    class Meta:
        ordering = ("campaign", "number")
        verbose_name = _("case of a campaign")
        verbose_name_plural = _("cases of campaigns")
        constraints = [
            models.UniqueConstraint(name="campaign_case_number", fields=["campaign", "number"]),
            models.CheckConstraint(
                name="campaign_case_of_something",
                condition=Q(account__isnull=False) | Q(commitment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number}"


class CampaignWork(models.Model):
    """Where the work on a case stands: plan, owner, claim, acceptance."""

    case = models.OneToOneField(
        CampaignCase, on_delete=models.PROTECT, primary_key=True, related_name="work"
    )
    state = models.CharField(max_length=10, choices=codes.CaseState, default=codes.CaseState.OPEN)
    version = models.PositiveIntegerField(default=1)
    plan = models.TextField(_("plan"), blank=True)
    owner = models.ForeignKey("directory.Post", models.PROTECT, null=True, related_name="+")
    planned_on = models.DateField(_("planned day"), null=True)
    claim = models.TextField(_("how it was settled"), blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    claimed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    claimed_on = models.DateField(null=True)
    proposer = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    proposed_on = models.DateField(null=True)
    accepter = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(null=True)
    looked_back_on = models.DateField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("work on a case")
        verbose_name_plural = _("work on cases")
        constraints = [
            models.CheckConstraint(
                name="campaign_work_state", condition=Q(state__in=codes.CaseState.values)
            ),
            models.CheckConstraint(
                name="campaign_work_accepted_by_two",
                condition=~Q(state="settled")
                | (
                    Q(proposer__isnull=False, accepter__isnull=False, claimed_by__isnull=False)
                    & ~Q(proposer=F("accepter"))
                    & ~Q(proposer=F("claimed_by"))
                    & ~Q(accepter=F("claimed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class CampaignDuty(models.Model):
    """That a body owes the report of a week: what its deadline hangs on. Insert only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="duties")
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    week_ends_on = models.DateField()

    class Meta:
        ordering = ("week_ends_on", "id")
        verbose_name = _("weekly duty")
        verbose_name_plural = _("weekly duties")
        constraints = [
            models.UniqueConstraint(
                name="campaign_duty_once", fields=["campaign", "organisation", "week_ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.week_ends_on}"


class CampaignReport(models.Model):
    """What a body reported about its cases in one week. Insert only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    duty = models.OneToOneField(CampaignDuty, on_delete=models.PROTECT, related_name="report")
    text = models.TextField(_("progress of the week"))
    settled = models.PositiveIntegerField()
    filed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("weekly report")
        verbose_name_plural = _("weekly reports")

    def __str__(self) -> str:
        return str(self.duty_id)
