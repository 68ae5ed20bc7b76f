"""Integrity files: entries about a body or a person, never changed once written.

An entry holds codes, ids and figures only. A correction is a new entry that names the old one.
Entries about persons are readable only in a transaction that states reader and purpose
(row-level security, security.md T6).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.i18n import localized
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Organisation, Person, Post


class SubjectKind(models.TextChoices):
    """Whose file it is."""

    ORGANISATION = "organisation", _("Organisation")
    PERSON = "person", _("Person")


class Category(models.Model):
    """A category of the closed catalogue, with its legal source; seeded from `rules`."""

    code = models.CharField(max_length=4, primary_key=True)
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    source_zh = models.CharField(max_length=200)
    source_en = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="filecategory_subject",
                condition=Q(subject_kind=SubjectKind.PERSON, code__startswith="C")
                | Q(subject_kind=SubjectKind.ORGANISATION, code__startswith="O"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """Name in the active language."""
        return localized(self, "name")


class FileEntry(models.Model):
    """One entry in the file of one body or one person, from one version of one source."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    source_type = models.CharField(max_length=64)
    source_id = models.CharField(max_length=64)
    source_version = models.PositiveIntegerField(default=1)
    data = models.JSONField()
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    actor_title = models.CharField(max_length=200)
    corrects = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, null=True, related_name="corrected_by"
    )
    act_id = models.UUIDField()

    class Meta:
        ordering = ("-occurred_on", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation", "-occurred_on", "-id"],
                name="fileentry_organisation",
                condition=Q(organisation__isnull=False),
            ),
            models.Index(
                fields=["person", "-occurred_on", "-id"],
                name="fileentry_person",
                condition=Q(person__isnull=False),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="fileentry_one_subject",
                condition=Q(
                    subject_kind=SubjectKind.ORGANISATION,
                    organisation__isnull=False,
                    person__isnull=True,
                )
                | Q(
                    subject_kind=SubjectKind.PERSON,
                    organisation__isnull=True,
                    person__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="fileentry_once",
                fields=[
                    "source_type",
                    "source_id",
                    "source_version",
                    "category",
                    "organisation",
                    "person",
                ],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.source_type} {self.occurred_on}"
