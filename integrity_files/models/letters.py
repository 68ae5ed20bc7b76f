"""Letters of an organ: drafted by one, issued by a second person under a number without gaps; and
the answers that come on paper."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from credit_portal.workflow.models_step import Step
from integrity_files import codes_letters as codes
from integrity_files.models.leads import Lead
from integrity_files.models.records import Record

USER = "accounts.User"


class LetterSeries(models.Model):
    """The last number given of an organ's kind in a year; the row is the turnstile."""

    id = models.BigAutoField(primary_key=True)
    organ = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=codes.LetterKind.choices)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="letter_series_once", fields=["organ", "kind", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Letter(models.Model):
    """A letter; on issue it gets its number and its archive copy, and never changes again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="letters")
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="letters")
    kind = models.CharField(_("Kind"), max_length=10, choices=codes.LetterKind.choices)
    state = models.CharField(
        max_length=10, choices=codes.LetterState.choices, default=codes.LetterState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    organ = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("Signed by")
    )
    addressee = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, related_name="+",
        verbose_name=_("Addressee"),
    )  # fmt: skip
    addressee_zh = models.CharField(_("Addressee in words"), max_length=200)
    title_zh = models.CharField(_("Title"), max_length=200)
    body_zh = models.TextField(_("Text"), max_length=20000)
    enclosures = models.JSONField(_("Enclosures"), default=list)
    copies_zh = models.CharField(_("Copies to"), max_length=300, blank=True)
    drafter = models.ForeignKey(USER, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    back_zh = models.TextField(max_length=2000, blank=True)
    issuer = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=100, blank=True)
    archive = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    archive_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="letter_organ_state", fields=["organ", "state", "kind"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="letter_known",
                condition=Q(kind__in=codes.LetterKind.values, state__in=codes.LetterState.values),
            ),
            models.CheckConstraint(
                name="letter_written",
                condition=~Q(title_zh="") & ~Q(body_zh="") & ~Q(addressee_zh=""),
            ),
            models.CheckConstraint(
                name="letter_issued",
                condition=(Q(state="issued", issuer__isnull=False, issued_on__isnull=False,
                             year__isnull=False, sequence__gte=1, archive__isnull=False,
                             archive_sha256__regex=r"^[0-9a-f]{64}$")
                           & ~Q(number="") & ~Q(issuer=F("drafter")))
                | (Q(state__in=["draft", "given_up"], issuer=None, issued_on=None, year=None,
                     sequence=None, number="", archive=None, archive_sha256="")),
            ),
            models.UniqueConstraint(
                name="letter_sequence_once", fields=["organ", "kind", "year", "sequence"]
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number or self.title_zh


class LetterEvent(Step):
    """One step of a letter; never changed."""

    letter = models.ForeignKey(
        Letter, models.DO_NOTHING, db_constraint=False, related_name="events"
    )

    class Meta(Step.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="letter_event_of", fields=["letter", "id"])
        ]


class LetterAnswer(models.Model):
    """An answer on paper: entered by one clerk, compared with the paper by another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="answers")
    received_on = models.DateField(_("Received on"))
    paper_date = models.DateField(_("Date of the document"))
    organ_zh = models.CharField(_("Issuing organ"), max_length=200)
    number_zh = models.CharField(_("Document number"), max_length=100, blank=True)
    gist_zh = models.TextField(_("What it says"), max_length=3000)
    scan = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=codes.PaperState.choices, default=codes.PaperState.ENTERED
    )
    clerk = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_on = models.DateField()
    checker = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)
    remark_zh = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("entered_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="letter_answer_checked",
                condition=Q(state="entered", checker=None, checked_on=None)
                | (Q(state__in=["checked", "refused"], checker__isnull=False,
                     checked_on__isnull=False) & ~Q(checker=F("clerk"))),
            ),
            models.CheckConstraint(
                name="letter_answer_read",
                condition=~Q(organ_zh="") & ~Q(gist_zh="")
                & Q(received_on__gte=F("paper_date"), entered_on__gte=F("received_on")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organ_zh} {self.received_on}"
