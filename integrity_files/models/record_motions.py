"""What the office itself proposes of a determined record, without an objection: to correct or
revoke it, or to end a confirmed hiding. A second person decides."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from integrity_files import codes_records as codes
from integrity_files.models.records import Record


class RecordMotion(models.Model):
    """One proposal, with its ground and, where the ground is a document, the document."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="motions")
    way = models.CharField(max_length=8, choices=codes.MotionWay.choices)
    ground = models.CharField(_("Ground"), max_length=12, choices=codes.RevokeGround.choices)
    state = models.CharField(
        max_length=8, choices=codes.MotionState.choices, default=codes.MotionState.PROPOSED
    )
    changes = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    why_zh = models.TextField(_("Reason"), max_length=3000)
    paper_title = models.CharField(_("Title of the document"), max_length=200, blank=True)
    paper_number = models.CharField(_("Document number"), max_length=100, blank=True)
    paper_organ = models.CharField(_("Issuing organ"), max_length=200, blank=True)
    paper_date = models.DateField(_("Date of the document"), null=True)
    received_on = models.DateField(_("Received on"), null=True)
    paper_file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+"
    )  # fmt: skip
    proposer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    decider = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    back_zh = models.TextField(_("Why it was sent back"), max_length=2000, blank=True)

    class Meta:
        ordering = ("proposed_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="record_motion_one_open", fields=["record"], condition=Q(state="proposed")
            ),
            models.CheckConstraint(
                name="record_motion_said",
                condition=~Q(why_zh="") & Q(way__in=codes.MotionWay.values)
                & Q(ground__in=codes.MOTION_GROUNDS),
            ),
            models.CheckConstraint(
                name="record_motion_documented",
                condition=Q(ground="error")
                | (Q(paper_file__isnull=False, paper_date__isnull=False,
                     paper_date__lte=F("proposed_on"), received_on__gte=F("paper_date"),
                     received_on__lte=F("proposed_on"))
                   & ~Q(paper_title="") & ~Q(paper_number="") & ~Q(paper_organ="")),
            ),
            models.CheckConstraint(
                name="record_motion_answered",
                condition=Q(state="proposed", decider=None, ended_on=None)
                | Q(state="recalled", decider=None, ended_on__gte=F("proposed_on"))
                | (Q(state__in=["decided", "returned"], decider__isnull=False,
                     ended_on__isnull=False, ended_on__gte=F("proposed_on"))
                   & ~Q(decider=F("proposer")) & (Q(state="decided") | ~Q(back_zh=""))),
            ),
            models.CheckConstraint(
                name="record_motion_changes", condition=~Q(way="correct", changes={})
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.way} {self.state} {self.proposed_on}"
