"""What lawfully moves a due date: longer periods, stopped clocks; milestones reached."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments import codes_clocks as codes
from commitments.models.commitment import Commitment, Milestone
from commitments.models.performance import Evidence
from commitments.models.story import Remark
from credit_portal.common.ids import uuid7


class ClockRequest(models.Model):
    """A body asks for a longer period, or for its clock to stand still; the superior body decides.

    `on` is the day of the request: an approved stop begins on it, so that the time a decision
    takes is not the body's. `ends_by` is the day on which the clock runs again at the latest.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="clock_requests"
    )
    act = models.CharField(max_length=7, choices=codes.ClockAct)
    ground = models.CharField(_("ground"), max_length=30, choices=codes.Ground)
    organ = models.CharField(_("issuing organ"), max_length=200, blank=True)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    dated_on = models.DateField(_("date of the document"), null=True, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=12, blank=True)
    count = models.PositiveIntegerField(_("by how much"), null=True)
    state = models.CharField(
        max_length=9, choices=codes.ClockState, default=codes.ClockState.REQUESTED
    )
    requester = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    on = models.DateField()
    decider = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_title = models.CharField(max_length=200, blank=True)
    decided_title_en = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    old_due_on = models.DateField()
    new_due_on = models.DateField(null=True)
    ends_by = models.DateField(null=True)
    resumed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("requested_at", "id")
        constraints = [
            models.CheckConstraint(
                name="commitment_clock_act_known", condition=Q(act__in=codes.ClockAct.values)
            ),
            models.CheckConstraint(
                name="commitment_clock_state_known", condition=Q(state__in=codes.ClockState.values)
            ),
            models.CheckConstraint(
                name="commitment_clock_ground_known",
                condition=Q(act="extend", ground__in=codes.EXTENSION_GROUNDS)
                | Q(act="stop", ground__in=codes.STOP_GROUNDS),
            ),
            models.CheckConstraint(
                name="commitment_clock_documented",
                condition=~Q(ground__in=codes.DOCUMENTED)
                | (~Q(organ="") & ~Q(number="") & Q(dated_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="commitment_clock_length",
                condition=Q(act="extend", count__gte=1) & ~Q(unit="")
                | Q(act="stop", count=None, unit=""),
            ),
            models.CheckConstraint(
                name="commitment_clock_decided",
                condition=Q(state__in=["requested", "withdrawn"], decider=None, decided_on=None)
                | Q(
                    state__in=["approved", "refused"],
                    decider__isnull=False,
                    decided_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="commitment_clock_four_eyes",
                condition=Q(decider=None) | ~Q(decider=F("requester")),
            ),
            models.CheckConstraint(
                name="commitment_clock_outcome",
                condition=Q(state="approved", act="extend", new_due_on__gt=F("old_due_on"))
                | Q(state="approved", act="stop", ends_by__gt=F("on"))
                | (~Q(state="approved") & Q(new_due_on=None, ends_by=None)),
            ),
            models.CheckConstraint(
                name="commitment_clock_resumed",
                condition=Q(resumed_on=None)
                | Q(state="approved", act="stop", resumed_on__range=(F("on"), F("ends_by"))),
            ),
            models.UniqueConstraint(
                name="commitment_clock_waits_once",
                fields=["commitment"],
                condition=Q(state="requested"),
            ),
            models.UniqueConstraint(
                name="commitment_clock_stopped_once",
                fields=["commitment"],
                condition=Q(state="approved", act="stop", resumed_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.on}"

    @property
    def is_open_stop(self) -> bool:
        """Whether by it a clock stands still now."""
        approved = self.state == codes.ClockState.APPROVED
        return approved and self.act == codes.ClockAct.STOP and self.resumed_on is None

    def last_day(self, today: dt.date) -> dt.date:
        """The day on which the clock runs again when that is wanted on ``today``."""
        return min(today, self.ends_by or today)


class MilestoneReport(models.Model):
    """The body says on which day a milestone was reached. Insert-only, one for each milestone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    milestone = models.OneToOneField(Milestone, on_delete=models.DO_NOTHING, related_name="report")
    done_on = models.DateField(_("reached on"))
    text_zh = models.TextField(_("what was reached"), blank=True)
    text_en = models.TextField(_("what was reached"), blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    filed_by = models.ForeignKey("accounts.User", on_delete=models.DO_NOTHING, related_name="+")
    filed_by_title = models.CharField(max_length=200)
    filed_at = models.DateTimeField()
    filed_on = models.DateField()

    class Meta:
        ordering = ("filed_at", "id")
        constraints = [
            models.CheckConstraint(
                name="commitment_milestone_done_before_filed",
                condition=Q(done_on__lte=F("filed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.done_on}"
