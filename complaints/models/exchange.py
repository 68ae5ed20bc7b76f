"""Work orders of the 12345 platform, and the results that go back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from complaints.models.case import Case


class WorkOrder(models.Model):
    """An order by its number (事项编号), once; our clock starts at theirs.

    `due_on` is the day by which the other platform wants it done (限办截止); our clocks are ours.
    `digest` is an HMAC of what was sent last, so that it tells nothing of who reported; `earlier`
    are those, in hexadecimal digits, of what was sent before."""

    number = models.CharField(max_length=40, primary_key=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="work_order")
    query_code = models.CharField(max_length=40, blank=True)
    started_on = models.DateField()
    due_on = models.DateField(null=True)
    digest = models.BinaryField(max_length=32)
    earlier = models.JSONField(default=list)
    source = models.CharField(max_length=4, choices=[("file", "file"), ("http", "http")])
    taken_on = models.DateField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-taken_on", "number")

    def __str__(self) -> str:
        return self.number


class WorkOrderResult(models.Model):
    """A result on its way back: an outbox row, sent once for each version, in their order.

    `way` is how it left; `trouble` why it has not: the code of the last attempt, or what the other
    platform said when it refused (then `next_try_at` is empty until somebody tries it again)."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="results")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    made_on = models.DateField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=4, choices=[("file", "file"), ("http", "http")], blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="work_order_result_once", fields=["order", "version"]),
            models.CheckConstraint(
                name="work_order_result_left",
                condition=Q(sent_at=None, way="") | (Q(sent_at__isnull=False) & ~Q(way="")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="work_order_waiting", fields=["id"], condition=Q(sent_at=None))
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PlatformNonce(models.Model):
    """A request of the other platform that was taken; a second one by this nonce is a replay."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    sent_at = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return str(self.sent_at)
