"""Credit repair: the application of a body, its files and its steps.

What was filed and decided stays; the two effects of a grant (the display ends, the sharing stops:
order 36, art. 3) have a moment of their own each.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from credit_portal.workflow.models_step import Spoken, ToldStep
from integrity_files.codes_repair import (
    FILED_STATES,
    OPEN_STATES,
    TAKEN_STATES,
    RepairOutcome,
    RepairState,
    RepairUse,
)
from integrity_files.models.parties import SealedParty
from integrity_files.models.records import Record

RESULTS = ("proposed", "decided")


def _user() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")


class Repair(Spoken, models.Model):
    """One application for the repair of one record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="repairs")
    state = models.CharField(max_length=12, choices=RepairState.choices, default=RepairState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # what the body says and signs
    writer = _user()  # none where it was filed by a form, without an account
    done_zh = models.TextField(_("How it was corrected and performed"), max_length=5000)
    done_on = models.DateField(_("Performed on"), null=True)
    self_zh = models.TextField(_("Self-correction"), max_length=3000, blank=True)
    training_zh = models.TextField(_("Training"), max_length=2000, blank=True)
    pledge_zh = models.TextField(max_length=2000, blank=True)
    pledger = _user()
    filed_on = models.DateField(null=True)
    receipt = models.BinaryField(max_length=32, null=True)
    confirmer = _user()  # of the desk, where it was filed by a form
    confirmed_on = models.DateField(null=True)
    # acceptance
    asked_zh = models.TextField(_("Missing papers"), max_length=3000, blank=True)
    asker = _user()
    asked_on = models.DateField(null=True)
    completed_zh = models.TextField(max_length=3000, blank=True)
    completed_on = models.DateField(null=True)
    answer_zh = models.TextField(max_length=3000, blank=True)
    accepter = _user()
    answered_on = models.DateField(null=True)
    # result
    outcome = models.CharField(max_length=8, choices=RepairOutcome.choices, blank=True)
    finding_zh = models.TextField(_("Reasons"), max_length=5000, blank=True)
    proposer = _user()
    proposed_on = models.DateField(null=True)
    back_zh = models.TextField(max_length=2000, blank=True)
    decider = _user()
    decided_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    # effects
    display_ended_at = models.DateTimeField(null=True)
    stopped_sharing_at = models.DateTimeField(null=True)
    without_repair_until = models.DateField(null=True)
    code = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="repair_state", fields=["state", "filed_on"]),
            models.Index(
                name="repair_receipt", fields=["receipt"], condition=Q(receipt__isnull=False)
            ),
            models.Index(
                name="repair_false",
                fields=["without_repair_until"],
                condition=Q(without_repair_until__isnull=False),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="repair_state_known", condition=Q(state__in=RepairState.values)
            ),
            models.UniqueConstraint(
                name="repair_one_open", fields=["record"],
                condition=Q(state__in=OPEN_STATES, writer__isnull=False),
            ),
            models.UniqueConstraint(
                name="repair_one_taken", fields=["record"], condition=Q(state__in=TAKEN_STATES)
            ),
            models.UniqueConstraint(name="repair_code", fields=["code"], condition=~Q(code="")),
            models.CheckConstraint(
                name="repair_signed",
                condition=~Q(state__in=[s for s in FILED_STATES if s != RepairState.WITHDRAWN])
                | (Q(filed_on__isnull=False, receipt__isnull=False)
                   & (Q(pledger__isnull=False, writer__isnull=False) | Q(pledger=None, writer=None))
                   & ~Q(pledge_zh="") & ~Q(done_zh="")),
            ),
            models.CheckConstraint(
                name="repair_confirmed",
                condition=Q(confirmer=None, confirmed_on=None)
                | Q(confirmer__isnull=False, confirmed_on__isnull=False, writer=None),
            ),
            models.CheckConstraint(
                name="repair_false_of_body",
                condition=~Q(outcome="false") | Q(writer__isnull=False)
                | Q(confirmer__isnull=False),
            ),
            models.CheckConstraint(
                name="repair_asked",
                condition=(Q(asked_on=None, asker=None, asked_zh="", completed_on=None)
                           & ~Q(state="incomplete"))
                | (Q(asked_on__isnull=False, asker__isnull=False) & ~Q(asked_zh="")),
            ),
            models.CheckConstraint(
                name="repair_answered",
                condition=~Q(state__in=["accepted", "refused", *RESULTS])
                | Q(accepter__isnull=False, answered_on__gte=F("filed_on")),
            ),
            models.CheckConstraint(
                name="repair_refused", condition=~Q(state="refused") | ~Q(answer_zh="")
            ),
            models.CheckConstraint(
                name="repair_proposed",
                condition=~Q(state__in=RESULTS)
                | (Q(outcome__in=RepairOutcome.values, proposer__isnull=False,
                     proposed_on__isnull=False) & ~Q(finding_zh="")),
            ),
            models.CheckConstraint(
                name="repair_decided_by_two",
                condition=(~Q(state="decided") & Q(decider=None, decided_on=None))
                | (Q(state="decided", decider__isnull=False, decided_on__isnull=False)
                   & ~Q(decider=F("proposer"))),
            ),
            models.CheckConstraint(
                name="repair_effects",
                condition=Q(state="decided", outcome="grant", stopped_sharing_at__isnull=False)
                & ~Q(code="") & Q(without_repair_until=None)
                | (Q(display_ended_at=None, stopped_sharing_at=None, code="")
                   & (Q(without_repair_until=None) & ~Q(state="decided", outcome="grant")
                      & ~Q(state="decided", outcome="false")
                      | Q(state="decided", outcome="false",
                          without_repair_until__gte=F("decided_on")))),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.record_id} {self.state}"

    @property
    def is_by_form(self) -> bool:
        """Whether it was filed without an account; then its receipt completes and withdraws it."""
        return self.writer_id is None

    @property
    def binds_body(self) -> bool:
        """Whether the body stands by it: its desk filed it, or confirmed what came by a form."""
        return not self.is_by_form or self.confirmer_id is not None

    @property
    def has_ended(self) -> bool:
        """Whether nobody has anything to do here."""
        return self.state not in OPEN_STATES


class RepairParty(SealedParty):
    """Who applies for a body without an account, and what proves that he may."""

    repair = models.OneToOneField(Repair, models.PROTECT, primary_key=True, related_name="party")
    language = models.CharField(max_length=10, default="zh-hans")


class RepairFile(models.Model):
    """A file of an application, each content once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    repair = models.ForeignKey(Repair, models.PROTECT, related_name="files")
    use = models.CharField(max_length=12, choices=RepairUse.choices)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    adder = _user()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="repair_file_once", fields=["repair", "sha256"]),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.sha256[:8]}"


class RepairEvent(ToldStep):
    """One step of an application: codes, dates and ids; never changed."""

    repair = models.ForeignKey(
        Repair, models.DO_NOTHING, db_constraint=False, related_name="events"
    )

    class Meta(ToldStep.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="repair_event_of", fields=["repair", "id"])
        ]
