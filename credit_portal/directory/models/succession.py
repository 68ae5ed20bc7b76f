"""Succession: which body took over from which, on what document, from what day on.

Rows are written once, when a second person has confirmed, and never altered (guard). A line says
from whom to whom; one that is `whole` ends its predecessor.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from credit_portal.directory.models.bodies import Organisation
from credit_portal.directory.models.posts import Post
from credit_portal.files.models import StoredFile


class Succession(models.Model):
    """One act of succession with its document, on the day from which it takes effect."""

    class Kind(models.TextChoices):
        """What happened."""

        RENAME = "rename", _("Set up anew under another name")
        MERGE = "merge", _("Merger")
        SPLIT = "split", _("Split")
        ABOLITION = "abolition", _("Abolition")
        FUNCTION_TRANSFER = "function_transfer", _("Transfer of functions")
        DIVISION_CHANGE = "division_change", _("Change of administrative divisions")
        CHANGE_OF_GOVERNMENT = "change_of_government", _("Change of government")
        CHANGE_OF_HOLDER = "change_of_holder", _("Change of duties between posts")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="successions"
    )
    effective_on = models.DateField(_("in effect from"))
    document_number = models.CharField(_("document number"), max_length=120)
    document_title = models.CharField(_("document title"), max_length=200)
    document_organ = models.CharField(_("issuing organ"), max_length=200)
    document_on = models.DateField(_("day of the document"))
    document = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    change_id = models.UUIDField(unique=True)
    proposed_by = models.UUIDField(null=True)
    proposed_title = models.CharField(max_length=200, blank=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_title = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ("effective_on", "id")
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.CheckConstraint(
                name="directory_succession_kind",
                condition=Q(
                    kind__in=[
                        "rename", "merge", "split", "abolition", "function_transfer",
                        "division_change", "change_of_government", "change_of_holder",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="directory_succession_documented",
                condition=~Q(document_number="") & ~Q(document_title="") & ~Q(document_organ=""),
            ),
            models.CheckConstraint(
                name="directory_succession_two_people",
                condition=Q(proposed_by=None)
                | Q(confirmed_by=None)
                | ~Q(proposed_by=F("confirmed_by")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.document_number}"


class SuccessionLine(models.Model):
    """From one body to another, or from one post to another of the same body; which cases."""

    class Scope(models.TextChoices):
        """Which open cases the line takes."""

        ALL = "all", _("everything")
        SECTOR = "sector", _("by field")
        POST = "post", _("by post")
        CASES = "cases", _("listed cases")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    from_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="successors"
    )
    from_post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="predecessors"
    )
    to_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(_("which cases"), max_length=8, choices=Scope.choices)
    sectors = ArrayField(models.CharField(max_length=32), default=list)
    whole = models.BooleanField(default=False)
    effective_on = models.DateField()

    class Meta:
        ordering = ("succession", "position")
        verbose_name = _("line of a succession")
        verbose_name_plural = _("lines of a succession")
        constraints = [
            models.UniqueConstraint(
                name="directory_line_position", fields=["succession", "position"]
            ),
            models.CheckConstraint(
                name="directory_line_not_itself",
                condition=~Q(from_organisation=F("to_organisation"))
                | (Q(from_post__isnull=False) & ~Q(from_post=F("to_post"))),
            ),
            models.CheckConstraint(
                name="directory_line_whole_to_another",
                condition=Q(whole=False) | ~Q(from_organisation=F("to_organisation")),
            ),
            models.UniqueConstraint(
                name="directory_line_once_whole",
                fields=["from_organisation"],
                condition=Q(whole=True, scope="all", from_post__isnull=True),
            ),
            models.CheckConstraint(
                name="directory_line_scope",
                condition=Q(scope__in=["all", "post", "cases"], sectors=[])
                | (Q(scope="sector") & ~Q(sectors=[])),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_organisation_id} > {self.to_organisation_id}"
