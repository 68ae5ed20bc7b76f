"""Queries of selection committees whether bodies are barred from honours on a day: the query is
put on file first, its dated answer beside it. Bodies only, no persons."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from integrity_files import codes_letters as codes


class DisqualificationQuery(models.Model):
    """Who asked what, for which purpose, under which document. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asker_id = models.CharField(max_length=64)
    asker_title = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("Body")
    )
    purpose = models.CharField(_("Purpose"), max_length=10, choices=codes.QueryPurpose.choices)
    honour_zh = models.CharField(_("Which selection"), max_length=200)
    document_number = models.CharField(_("Document number"), max_length=100)
    day = models.DateField(_("On which day"))
    bodies = models.JSONField(encoder=DjangoJSONEncoder)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="disqualification_asker", fields=["organisation", "asked_at"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="disqualification_query_said",
                condition=Q(purpose__in=codes.QueryPurpose.values) & ~Q(honour_zh="")
                & ~Q(document_number=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.document_number} {self.asked_at}"


class DisqualificationAnswer(models.Model):
    """The answer as it was given: number, day, one line a body. Never changed."""

    query = models.OneToOneField(
        DisqualificationQuery, models.PROTECT, primary_key=True, related_name="answer"
    )
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=60, unique=True)
    answered_at = models.DateTimeField()
    lines = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="disqualification_number_once", fields=["year", "sequence"]
            ),
            models.CheckConstraint(
                name="disqualification_answer_sealed",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$", sequence__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.number
