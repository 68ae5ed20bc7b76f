"""Column mappings, and batches of rows on their way from a file into a domain app."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7


class Mapping(models.Model):
    """Which header of a file feeds which field of a handler: {"title_en": "Commitment", …}."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    handler = models.CharField(_("kind of rows"), max_length=60)
    columns = models.JSONField(_("columns"))
    is_shipped = models.BooleanField(_("ships with the portal"), default=False)
    owner_id = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One uploaded table. Its rows are applied in chunks, each in one transaction, each once."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        PREVIEWED = "previewed", _("Previewed")
        COMMITTING = "committing", _("Being imported")
        COMMITTED = "committed", _("Imported")
        UNDONE = "undone", _("Taken back")
        FAILED = "failed", _("Import stopped")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handler = models.CharField(_("kind of rows"), max_length=60)
    mapping = models.ForeignKey(
        Mapping, on_delete=models.SET_NULL, null=True, blank=True, related_name="batches"
    )
    headers = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default="uploaded")
    file_name = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.PositiveIntegerField()
    file_id = models.UUIDField(null=True, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_invalid = models.PositiveIntegerField(default=0)
    rows_duplicate = models.PositiveIntegerField(default=0)
    rows_warned = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    failure = models.JSONField(default=dict, blank=True)
    actor_id = models.CharField(max_length=36)
    organisation_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    previewed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(
                name="imports_batch_waiting",
                fields=["created_at"],
                condition=Q(state__in=["uploaded", "committing"]),
            ),
            models.Index(name="imports_batch_of_actor", fields=["actor_id", "-created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="imports_batch_state",
                condition=Q(
                    state__in=[
                        "uploaded",
                        "previewed",
                        "committing",
                        "committed",
                        "undone",
                        "failed",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="imports_batch_counts", condition=Q(rows_done__lte=F("rows_total"))
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def rows_to_do(self) -> int:
        """Rows that the commit applies: all but invalid ones and duplicates."""
        return self.rows_total - self.rows_invalid - self.rows_duplicate

    @property
    def percent(self) -> int:
        """Progress of the commit, 0..100."""
        return 100 if self.rows_to_do == 0 else self.rows_done * 100 // self.rows_to_do


class ImportRow(models.Model):
    """A line of the file: as read, as understood, what is wrong with it, what became of it."""

    class State(models.TextChoices):
        READ = "read", _("Read from the file")
        VALID = "valid", _("Without errors")
        INVALID = "invalid", _("With errors")
        DUPLICATE = "duplicate", _("Duplicate")
        DONE = "done", _("Imported")
        UNDONE = "undone", _("Taken back")

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    line_number = models.PositiveIntegerField(_("line number"))
    raw = models.JSONField()
    cleaned = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default="read")
    result_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("line_number",)
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        indexes = [models.Index(name="imports_row_state", fields=["batch", "state", "line_number"])]
        constraints = [
            models.UniqueConstraint(name="imports_row_once", fields=["batch", "line_number"]),
            models.CheckConstraint(
                name="imports_row_state_known",
                condition=Q(state__in=["read", "valid", "invalid", "duplicate", "done", "undone"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line_number}"
