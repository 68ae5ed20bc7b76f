"""The outbox of messages to people: one row per event, recipient and channel; and what each
person wants sent where."""

from __future__ import annotations

import datetime as dt

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.accounts.models import User
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Organisation
from credit_portal.notices.templates_catalogue import Group


class Channel(models.TextChoices):
    """Ways to reach somebody."""

    IN_SITE = "in_site", _("in-site")
    EMAIL = "email", pgettext_lazy("channel", "e-mail")
    SMS = "sms", pgettext_lazy("channel", "SMS")


class State(models.TextChoices):
    """Of the delivery. In-site messages are delivered by being written; held ones wait for the
    collection their reader chose; dropped ones were not sent on purpose."""

    PENDING = "pending", _("waiting")
    HELD = "held", _("held for a digest")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")
    DROPPED = "dropped", _("not sent on purpose")


class Notice(models.Model):
    """A message: what is said stands in the template; here are the facts it names.

    `next_attempt_at` is also the lease of the worker that is sending: it lies ahead while one
    tries, so that after a crash another takes over when it has passed. `not_before` is when it
    was to leave: at once, the next working morning, or with the digest it is held for.
    `target` names the case ("kind:id") that the reader must be allowed to see.
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
    target = models.CharField(max_length=120, blank=True)
    dedupe_key = models.CharField(max_length=200)
    digest = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="members", editable=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
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
                condition=~Q(state="pending")
                | Q(next_attempt_at__isnull=False, not_before__isnull=False),
                name="notice_pending_until",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(channel="email", not_before__isnull=False),
                name="notice_held_is_mail",
            ),
            models.CheckConstraint(
                condition=~Q(channel="in_site") | Q(state="sent"), name="notice_in_site_is_there"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state="pending"), name="notice_due"
            ),
            models.Index(
                fields=["recipient", "not_before"], condition=Q(state="held"), name="notice_held"
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=~Q(channel="in_site"),
                name="notice_outbox",
            ),
            models.Index(
                fields=["digest"], condition=Q(digest__isnull=False), name="notice_of_digest"
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


class Mode(models.TextChoices):
    """How a group of messages comes over a channel."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("in the daily digest")
    WEEKLY = "weekly", _("in the weekly digest")
    OFF = "off", _("not at all")


class Choice(models.Model):
    """What somebody chose for one group and channel; without a row the defaults of his roles
    hold (`preferences.DEFAULTS`)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_choices")
    group = models.CharField(max_length=20, choices=Group)
    channel = models.CharField(max_length=10, choices=Channel)
    mode = models.CharField(max_length=10, choices=Mode)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group", "channel"], name="choice_once"),
            models.CheckConstraint(
                condition=Q(channel="email", mode__in=["at_once", "daily", "weekly", "off"])
                | Q(channel="sms", mode__in=["at_once", "off"]),
                name="choice_fits_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group} {self.channel} {self.mode}"


class Reach(models.Model):
    """When and where to reach somebody: hours of the digest, mobile number, refused addresses.

    The number is sealed (associated data: this row) and used only once its code was entered.
    The code follows from the number and the moment, and is kept nowhere. `refused_address` is the
    digest of the e-mail address that a server refused for good: another address is tried again.
    """

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="reach"
    )
    digest_at = models.TimeField(default=dt.time(8, 30))
    digest_weekday = models.PositiveSmallIntegerField(default=1)
    mobile = models.BinaryField(null=True)
    mobile_verified_at = models.DateTimeField(null=True)
    mobile_refused_at = models.DateTimeField(null=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_on = models.DateField(null=True)
    codes_count = models.PositiveSmallIntegerField(default=0)
    refused_address = models.CharField(max_length=64, blank=True)
    refused_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_weekday__gte=1, digest_weekday__lte=7), name="reach_weekday"
            ),
            models.CheckConstraint(
                condition=Q(mobile_verified_at=None) | Q(mobile__isnull=False),
                name="reach_verified_number",
            ),
        ]

    def __str__(self) -> str:
        return f"reach of {self.user_id}"


from credit_portal.notices import models_follow, models_outside  # noqa: E402, F401
