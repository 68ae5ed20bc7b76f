"""A commitment, its milestones, and the posts that answer for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments import codes
from commitments.models.conditions import (
    COMPLETE,
    DUE_SET,
    HAS_TEXT,
    STANDING_EMPTY,
    STANDING_SET,
)
from credit_portal.common.ids import uuid7

if TYPE_CHECKING:
    from credit_portal.directory.models import Post


def text_pair(label: Any) -> tuple[models.TextField[str, str], models.TextField[str, str]]:
    """A text in Chinese and in English (style rule 35)."""
    return models.TextField(label, blank=True), models.TextField(label, blank=True)


class Commitment(models.Model):
    """A promise that belongs to a post in a body. Kept as typed while it is a draft."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="commitments"
    )
    post = models.ForeignKey("directory.Post", on_delete=models.PROTECT, related_name="commitments")
    category = models.CharField(
        _("kind"), max_length=20, choices=codes.Category, default=codes.Category.OTHER
    )
    shape = models.CharField(
        _("shape"), max_length=10, choices=codes.Shape, default=codes.Shape.ONE_OFF
    )
    sector = models.CharField(_("sector"), max_length=32, choices=codes.Sector, blank=True)
    title_zh = models.CharField(_("title"), max_length=200, blank=True)
    title_en = models.CharField(_("title"), max_length=200, blank=True)
    matter_zh, matter_en = text_pair(_("what is promised"))
    measure_zh, measure_en = text_pair(_("what will be measured"))
    beneficiaries_zh, beneficiaries_en = text_pair(_("who benefits"))
    legal_basis_zh, legal_basis_en = text_pair(_("legal basis"))
    authority_zh, authority_en = text_pair(_("competent body and its authority"))
    evidence_required_zh, evidence_required_en = text_pair(_("evidence required"))

    due_on = models.DateField(_("due date"), null=True, blank=True)
    due_rule = models.CharField(_("time-limit rule"), max_length=40, blank=True)
    due_rule_version = models.PositiveIntegerField(null=True, blank=True)
    due_start = models.DateField(_("counted from"), null=True, blank=True)
    due_provisional = models.BooleanField(default=False)
    due_explanation = models.JSONField(null=True, blank=True)
    due_stopped_on = models.DateField(null=True, editable=False)

    indicator_zh = models.CharField(_("indicator"), max_length=200, blank=True)
    indicator_en = models.CharField(_("indicator"), max_length=200, blank=True)
    figure = models.CharField(_("figure"), max_length=10, choices=codes.Figure, blank=True)
    comparison = models.CharField(
        _("comparison"), max_length=10, choices=codes.Comparison, blank=True
    )
    target = models.DecimalField(
        _("target"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    unit_zh = models.CharField(_("unit"), max_length=40, blank=True)
    unit_en = models.CharField(_("unit"), max_length=40, blank=True)
    period = models.CharField(
        _("measuring period"), max_length=10, choices=codes.Period, blank=True
    )
    report_within = models.PositiveSmallIntegerField(
        _("working days to report after a period"), null=True, blank=True
    )
    source_zh, source_en = text_pair(_("source of the figures"))
    starts_on = models.DateField(_("holds from"), null=True, blank=True)
    ends_on = models.DateField(_("holds until"), null=True, blank=True)

    import_source = models.CharField(max_length=60, blank=True, editable=False)
    import_number = models.CharField(max_length=60, blank=True, editable=False)
    import_url = models.CharField(max_length=300, blank=True, editable=False)
    import_sha = models.CharField(max_length=64, blank=True, editable=False)
    co_posts: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "directory.Post", through="CoResponsibility", related_name="co_commitments"
    )

    state = models.CharField(max_length=12, choices=codes.State, default=codes.State.DRAFT)
    outcome = models.CharField(max_length=20, choices=codes.Outcome, default=codes.Outcome.OPEN)
    outcome_on = models.DateField(null=True, blank=True)
    kept_on = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replacements", editable=False
    )
    filer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    authors = ArrayField(models.UUIDField(), default=list, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    sheet = models.ForeignKey(
        "commitments.Sheet",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="entries",
    )
    ref = models.CharField(max_length=40, blank=True, editable=False)
    rec = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(name="commitment_body_state", fields=["organisation", "state", "due_on"]),
            models.Index(name="commitment_post", fields=["post", "state"]),
            models.Index(name="commitment_filer", fields=["filer", "state"]),
            models.Index(
                name="commitment_due_open",
                fields=["due_on"],
                condition=Q(state="registered", outcome="open"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="commitment_import_unique",
                fields=["import_source", "import_number"],
                condition=~Q(import_source="") & ~Q(state="discarded"),
            ),
            models.CheckConstraint(
                name="commitment_state_known", condition=Q(state__in=codes.State.values)
            ),
            models.CheckConstraint(
                name="commitment_outcome_known", condition=Q(outcome__in=codes.Outcome.values)
            ),
            models.CheckConstraint(
                name="commitment_outcome_when_registered",
                condition=Q(state="registered") | Q(outcome="open"),
            ),
            models.CheckConstraint(
                name="commitment_outcome_dated",
                condition=Q(outcome="open") | Q(outcome_on__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_kept_in_time",
                condition=Q(due_on=None) | ~Q(outcome="kept") | Q(kept_on__lte=F("due_on")),
            ),
            models.CheckConstraint(
                name="commitment_kept_late_after_due",
                condition=Q(shape="standing")
                | ~Q(outcome="kept_late")
                | Q(kept_on__gt=F("due_on")),
            ),
            models.CheckConstraint(
                name="commitment_four_eyes", condition=Q(approver=None) | ~Q(approver=F("filer"))
            ),
            models.CheckConstraint(
                name="commitment_registered_by_somebody",
                condition=~Q(state="registered")
                | Q(approver__isnull=False, registered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_registered_only",
                condition=Q(state="registered") | Q(approver=None, registered_on=None),
            ),
            models.CheckConstraint(
                name="commitment_submitted_dated",
                condition=Q(state__in=COMPLETE, submitted_at__isnull=False)
                | ~Q(state__in=COMPLETE),
            ),
            models.CheckConstraint(
                name="commitment_text_when_filed", condition=~Q(state__in=COMPLETE) | HAS_TEXT
            ),
            models.CheckConstraint(
                name="commitment_due_when_filed",
                condition=~Q(state__in=COMPLETE)
                | Q(shape="standing")
                | Q(due_on__isnull=False)
                | ~Q(import_source=""),
            ),
            models.CheckConstraint(
                name="commitment_standing_when_filed",
                condition=~Q(state__in=COMPLETE) | Q(shape="one_off") | STANDING_SET,
            ),
            models.CheckConstraint(
                name="commitment_one_off_has_no_standard",
                condition=~Q(state__in=COMPLETE)
                | Q(shape="standing")
                | (Q(shape="one_off") & STANDING_EMPTY),
            ),
            models.CheckConstraint(
                name="commitment_standing_has_no_due_date",
                condition=~Q(state__in=COMPLETE)
                | Q(shape="one_off")
                | Q(due_on=None, due_rule="", due_start=None),
            ),
            models.CheckConstraint(name="commitment_due_explained", condition=DUE_SET),
            models.CheckConstraint(
                name="commitment_target",
                condition=Q(target=None)
                | (Q(target__gte=0) & (~Q(figure="share") | Q(target__lte=100))),
            ),
            models.CheckConstraint(
                name="commitment_report_within",
                condition=Q(report_within=None) | Q(report_within__range=(1, 60)),
            ),
            models.CheckConstraint(
                name="commitment_spell",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="commitment_livelihood_field",
                condition=~Q(state__in=COMPLETE)
                | ~Q(category="livelihood")
                | Q(sector__in=codes.LIVELIHOOD_SECTORS),
            ),
            models.UniqueConstraint(
                name="commitment_replaced_once",
                fields=["replaces"],
                condition=~Q(state="discarded"),
            ),
            models.CheckConstraint(
                name="commitment_replacement_state",
                condition=Q(replaces=None)
                | (Q(state__in=["draft", "registered", "discarded"]) & ~Q(replaces=F("id"))),
            ),
            models.CheckConstraint(
                name="commitment_of_sheet",
                condition=Q(sheet=None)
                | Q(category="livelihood", sector__in=codes.LIVELIHOOD_SECTORS, import_source=""),
            ),
            models.CheckConstraint(name="commitment_version", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="commitment_import_numbered",
                condition=Q(import_source="", import_number="")
                | (~Q(import_source="") & ~Q(import_number="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh or self.title_en or str(self.pk)

    @property
    def is_standing(self) -> bool:
        """A standard that holds all the time, measured period by period."""
        return self.shape == codes.Shape.STANDING

    @property
    def has_ended(self) -> bool:
        """It ended lawfully or is void: nothing is left to be kept."""
        return self.outcome in codes.ENDED

    @property
    def due_unsettled(self) -> bool:
        """The due date may still move: it is provisional, or its clock stands still."""
        return self.due_provisional or self.due_stopped_on is not None

    @property
    def is_imported(self) -> bool:
        """Taken over from a published list; may lack a due date and Chinese text."""
        return bool(self.import_source)

    def post_on(self, day: dt.date) -> Post:
        """The post that answered for it on a day: before a succession took effect the one from
        which it passed on (优化营商环境条例 art. 31: nobody is charged with another's day)."""
        for one in self.inheritances.all():
            if day < one.succession.effective_on:
                return one.from_post
        return self.post


class CoResponsibility(models.Model):
    """A post that answers for a commitment together with the leading one."""

    id = models.BigAutoField(primary_key=True)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="co_responsibilities"
    )
    post = models.ForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(name="commitment_co_post_once", fields=["commitment", "post"]),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.post_id}"


class Milestone(models.Model):
    """A step on the way, with a day of its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title_zh = models.CharField(_("title"), max_length=200, blank=True)
    title_en = models.CharField(_("title"), max_length=200, blank=True)
    due_on = models.DateField(_("due date"))
    missed_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ("commitment", "position")
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(
                name="commitment_milestone_position", fields=["commitment", "position"]
            ),
            models.CheckConstraint(
                name="commitment_milestone_titled", condition=~Q(title_zh="") | ~Q(title_en="")
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh or self.title_en

    @property
    def reached(self) -> Any:
        """The report that it was reached; None before there is one."""
        return getattr(self, "report", None)

    @property
    def progress(self) -> str:
        """Where it stands, as a bare fact: open, reached, late, not_reached (so far)."""
        if self.reached is not None:
            return "reached" if self.reached.done_on <= self.due_on else "late"
        return "not_reached" if self.missed_on else "open"
