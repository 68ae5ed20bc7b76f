"""Work orders of the 12345 platform, and the results that go back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from complaints.models.case import Case


class WorkOrder(models.Model):
    """An order by its number (事项编号), once; our clock starts at theirs."""

    number = models.CharField(max_length=40, primary_key=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="work_order")
    query_code = models.CharField(max_length=40, blank=True)
    started_on = models.DateField()
    digest = models.BinaryField(max_length=32)
    source = models.CharField(max_length=4, choices=[("file", "file"), ("http", "http")])
    taken_on = models.DateField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-taken_on", "number")

    def __str__(self) -> str:
        return self.number


class WorkOrderResult(models.Model):
    """A result on its way back: an outbox row, sent once for each version."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="results")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    made_on = models.DateField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="work_order_result_once", fields=["order", "version"])
        ]

    def __str__(self) -> str:
        return str(self.pk)
