"""The outbox of messages to people: one row per event, recipient and channel."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from credit_portal.accounts.models import User
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Organisation


class Channel(models.TextChoices):
    """Ways to reach somebody. SMS joins them with its gateway."""

    IN_SITE = "in_site"
    EMAIL = "email"


class State(models.TextChoices):
    """Of the delivery. In-site messages are delivered by being written."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class Notice(models.Model):
    """A message: what is said stands in the template; here are the facts it names.

    `next_attempt_at` is also the lease of the worker that is sending: it lies ahead while one
    tries, so that after a crash another takes over when it has passed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=10, choices=Channel)
    template = models.CharField(max_length=60)
    context = models.JSONField(encoder=DjangoJSONEncoder)
    language = models.CharField(max_length=10)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    dedupe_key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key", "recipient", "channel"], name="notice_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="notice_sent_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="pending") | Q(next_attempt_at__isnull=False),
                name="notice_pending_until",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state="pending"), name="notice_due"
            ),
            models.Index(
                fields=["recipient", "-created_at"],
                condition=Q(channel="in_site"),
                name="notice_inbox",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(channel="in_site", read_at=None),
                name="notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.channel} {self.state}"
