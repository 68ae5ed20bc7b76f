"""Stored uploads. The row never changes but for the verdict on its content."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7

MAX_SIZE = 20 * 1024 * 1024


class StoredFile(models.Model):
    """A file as kept: checked, stripped of metadata, under a random name."""

    class State(models.TextChoices):
        QUARANTINED = "quarantined", _("Waiting for the virus scan")
        CLEAN = "clean", _("Found clean")
        REJECTED = "rejected", _("Rejected")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    storage_name = models.CharField(max_length=40, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)
    original_sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    owner_id = models.CharField(max_length=36)
    purpose = models.CharField(_("purpose"), max_length=60)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(
                name="files_waiting", fields=["created_at"], condition=Q(state="quarantined")
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="files_state", condition=Q(state__in=["quarantined", "clean", "rejected"])
            ),
            models.CheckConstraint(
                name="files_size", condition=Q(size__gt=0, size__lte=2 * MAX_SIZE)
            ),
            models.CheckConstraint(
                name="files_digests",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
                & Q(original_sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="files_storage_name",
                condition=Q(storage_name__regex=r"^[0-9a-f]{2}/[0-9a-f]{32}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_clean(self) -> bool:
        """Whether it may be opened."""
        return self.state == self.State.CLEAN
