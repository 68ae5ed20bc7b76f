"""Leads of broken trust: what may become a record, and is verified first. Never public."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common.ids import uuid7
from credit_portal.workflow.models_step import Spoken, ToldStep
from integrity_files.codes import BreachCategory, Excuse, LeadState, Origin, Source

PAPER = ("paper", "paper_number", "paper_organ")


class Lead(Spoken, models.Model):
    """One lead against one body: what it is about, what it rests on, who verifies it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    origin = models.CharField(_("Origin"), max_length=12, choices=Origin.choices)
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("Body")
    )
    post = models.ForeignKey("directory.Post", models.PROTECT, null=True, related_name="+")
    category = models.CharField(
        _("Category of the breach"), max_length=3, choices=BreachCategory.choices
    )
    title_zh = models.CharField(_("What it is about"), max_length=200)
    facts_zh = models.TextField(pgettext_lazy("lead", "Facts"), max_length=5000, blank=True)
    happened_on = models.DateField(_("Day of the breach"))
    source_type = models.CharField(max_length=64, blank=True)
    source_id = models.CharField(max_length=64, blank=True)
    paper = models.CharField(
        _("Kind of document"), max_length=2, choices=Source.choices, blank=True
    )
    paper_number = models.CharField(_("Document number"), max_length=100, blank=True)
    paper_organ = models.CharField(_("Issuing organ"), max_length=200, blank=True)
    paper_date = models.DateField(_("Date of the document"), null=True, blank=True)
    paper_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=LeadState.choices, default=LeadState.NEW)
    version = models.PositiveIntegerField(default=1)
    opener = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    finder = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    excuses = ArrayField(
        models.CharField(max_length=2, choices=Excuse.choices), default=list, blank=True,
        verbose_name=_("Blamed on"),
    )  # fmt: skip
    finding_zh = models.TextField(_("What was found"), max_length=5000, blank=True)
    back_zh = models.TextField(_("Why it was sent back"), max_length=2000, blank=True)
    found_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="lead_body_state", fields=["organisation", "state"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="lead_once_a_source", fields=["source_type", "source_id"],
                condition=~Q(source_type=""),
            ),
            models.CheckConstraint(
                name="lead_state_known", condition=Q(state__in=LeadState.values)
            ),
            models.CheckConstraint(
                name="lead_paper_whole",
                condition=Q(paper="", paper_number="", paper_date=None)
                | (~Q(paper="") & ~Q(paper_number="") & ~Q(paper_organ="")
                   & Q(paper_date__isnull=False)),
            ),
            models.CheckConstraint(
                name="lead_of_a_document",
                condition=~Q(origin=Origin.DOCUMENT) | ~Q(paper=""),
            ),
            models.CheckConstraint(
                name="lead_found",
                condition=~Q(state__in=["doubted", "untrue", "true"])
                | (Q(finder__isnull=False, found_on__isnull=False) & ~Q(finding_zh="")),
            ),
            models.CheckConstraint(
                name="lead_closed_by_two",
                condition=~Q(state="untrue")
                | (Q(decider__isnull=False) & ~Q(decider=F("finder"))),
            ),
            models.CheckConstraint(
                name="lead_ended",
                condition=Q(state__in=["new", "assigned", "doubted"], ended_on=None)
                | Q(state__in=["untrue", "true", "superseded"], ended_on__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh


class LeadEvent(ToldStep):
    """One step of a lead: codes, dates and ids; never changed."""

    lead = models.ForeignKey(Lead, models.DO_NOTHING, db_constraint=False, related_name="events")

    class Meta(ToldStep.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="lead_event_of", fields=["lead", "id"])
        ]


class LeadFile(models.Model):
    """A file that came with a lead: a copy of its own, without what it was called elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="files")
    file = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    added_on = models.DateField()

    class Meta:
        ordering = ("added_on", "id")

    def __str__(self) -> str:
        return str(self.pk)
