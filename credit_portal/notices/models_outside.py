"""Messages to people without an account, about a case that they filed by receipt."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from credit_portal.notices.models import Channel
from credit_portal.notices.models_follow import Follower


class OutsideState(models.TextChoices):
    """Of the delivery."""

    PENDING = "pending", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")


class OutsideNotice(models.Model):
    """One message by mail or SMS. It says where a case stands, never what was said in it.

    The address is sealed, and kept only until the message was sent or given up. `follower` is set
    for news that somebody follows, which is not sent any more once he has gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.BinaryField(null=True)
    template = models.CharField(max_length=60)
    context = models.JSONField(encoder=DjangoJSONEncoder)
    language = models.CharField(max_length=10)
    follower = models.ForeignKey(Follower, null=True, on_delete=models.SET_NULL, related_name="+")
    dedupe_key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=OutsideState, default=OutsideState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="outside_due", fields=["next_attempt_at"], condition=Q(state="pending")
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="outside_once", fields=["dedupe_key", "channel"]),
            models.CheckConstraint(
                name="outside_channel", condition=Q(channel__in=["email", "sms"])
            ),
            models.CheckConstraint(
                name="outside_address_while_it_waits",
                condition=Q(state="pending", address__isnull=False)
                | Q(state__in=["sent", "failed"], address=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.channel} {self.state}"
