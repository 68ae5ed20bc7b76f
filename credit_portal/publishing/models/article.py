"""News, notices, policies and help: written by one person of the credit office, approved by
another, published like every record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common.i18n import localized
from credit_portal.common.ids import uuid7
from credit_portal.publishing.models.disclosure import Removal

USER = "accounts.User"
#: Code of the kind of record (publishing.registry) and how many characters a text may have.
KIND = "article"
LONGEST = {"title": 200, "summary": 500, "body": 40_000, "organ": 200, "number": 100}


class Section(models.TextChoices):
    """Where an article stands."""

    NEWS = "news", _("Integrity news")
    NOTICE = "notices", pgettext_lazy("article", "Notices")
    ALERT = "alerts", _("Risk alerts")
    CASE = "cases", _("Culture and cases")
    POLICY = "policies", _("Policies and laws")
    STANDARD = "standards", _("Standards")
    HELP = "help", _("Help")


class EditionState(models.TextChoices):
    """Where a text stands on its way to the public."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    GIVEN_UP = "given_up", _("Given up")


class EditionAct(models.TextChoices):
    """What the approval of a text does to the article."""

    PUBLISH = "publish", _("First publication")
    UPDATE = "update", _("New facts")
    CORRECT = "correct", _("Correction")
    WITHDRAW = "withdraw", _("Withdrawal")


#: Why an article may be withdrawn, and the legal ground of each (publishing_basis).
WITHDRAWAL_BASIS: dict[str, str] = {
    Removal.Reason.ERROR.value: "W04",
    Removal.Reason.GROUND_GONE.value: "W05",
    Removal.Reason.PERSONAL_DATA.value: "W03",
    Removal.Reason.COURT.value: "W02",
}
OPEN = (EditionState.DRAFT, EditionState.SUBMITTED)


class Article(models.Model):
    """One article of an office; what it says stands in its editions, one after another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    section = models.CharField(max_length=10, choices=Section.choices)
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    created_at = models.DateTimeField()
    ref = models.CharField(max_length=24, blank=True)
    rec = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="article_of", fields=["organisation", "-created_at", "-id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="article_section", condition=Q(section__in=Section.values)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.ref or str(self.pk)


class ArticleEdition(models.Model):
    """One text of an article on its way to the public; once approved or given up it never changes
    (a trigger holds that)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=EditionAct.choices)
    state = models.CharField(
        max_length=10, choices=EditionState.choices, default=EditionState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    title_zh = models.CharField(
        pgettext_lazy("article", "Title in Chinese"), max_length=LONGEST["title"]
    )
    title_en = models.CharField(
        pgettext_lazy("article", "Title in English"), max_length=LONGEST["title"], blank=True
    )
    summary_zh = models.CharField(
        _("Summary in Chinese"), max_length=LONGEST["summary"], blank=True
    )
    summary_en = models.CharField(
        _("Summary in English"), max_length=LONGEST["summary"], blank=True
    )
    body_zh = models.TextField(_("Text in Chinese"), max_length=LONGEST["body"])
    body_en = models.TextField(_("Text in English"), max_length=LONGEST["body"], blank=True)
    number_zh = models.CharField(_("Document number"), max_length=LONGEST["number"], blank=True)
    organ_zh = models.CharField(
        _("Issuing organ in Chinese"), max_length=LONGEST["organ"], blank=True
    )
    organ_en = models.CharField(
        _("Issuing organ in English"), max_length=LONGEST["organ"], blank=True
    )
    dated = models.DateField(_("Date of the document"), null=True)
    force_from = models.DateField(_("In force from"), null=True)
    force_until = models.DateField(_("In force until"), null=True)
    source_url = models.CharField(_("Address of the source"), max_length=500, blank=True)
    until = models.DateField(_("Last day of display"), null=True)
    removal = models.CharField(max_length=20, choices=Removal.Reason.choices, blank=True)
    reason = models.TextField(_("Reason"), max_length=1000, blank=True)
    erase_previous = models.BooleanField(default=False)
    back = models.TextField(max_length=1000, blank=True)
    drafter = models.ForeignKey(USER, models.PROTECT, related_name="+")
    drafter_title = models.CharField(max_length=200, blank=True)
    drafted_on = models.DateField()
    submitted_at = models.DateTimeField(null=True)
    approver = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approver_title = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    doc_sha = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("article", "-number")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="article_edition_waiting",
                fields=["state", "submitted_at"],
                condition=Q(state__in=OPEN),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="article_edition_once", fields=["article", "number"]),
            models.UniqueConstraint(
                name="article_edition_one_open", fields=["article"], condition=Q(state__in=OPEN)
            ),
            models.CheckConstraint(
                name="article_edition_known",
                condition=Q(state__in=EditionState.values, act__in=EditionAct.values)
                & ~Q(title_zh="") & ~Q(body_zh=""),
            ),
            models.CheckConstraint(
                name="article_edition_days",
                condition=Q(force_until=None) | Q(force_from=None)
                | Q(force_until__gte=F("force_from")),
            ),
            models.CheckConstraint(
                name="article_edition_removal",
                condition=Q(act="withdraw", removal__in=list(WITHDRAWAL_BASIS))
                | (~Q(act="withdraw") & Q(removal="")),
            ),
            models.CheckConstraint(
                name="article_edition_erases",
                condition=Q(act="correct") | Q(erase_previous=False),
            ),
            models.CheckConstraint(
                name="article_edition_four_eyes",
                condition=(Q(state="approved", approver__isnull=False, decided_at__isnull=False,
                             doc_sha__regex="^[0-9a-f]{64}$") & ~Q(approver=F("drafter")))
                | (~Q(state="approved") & Q(approver=None, decided_at=None, doc_sha="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title_zh} ({self.number})"

    @property
    def title(self) -> str:
        """Title in the active language, else in the other one."""
        return localized(self, "title")

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.state in OPEN


class ArticleFile(models.Model):
    """A file that an edition shows; a later edition that keeps it has a row of its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.ForeignKey(ArticleEdition, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("edition", "position", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="article_file_once", fields=["edition", "file"]),
        ]

    def __str__(self) -> str:
        return str(self.file_id)
