"""What the door keeps: failed attempts, past sign-ins, open sessions, resets, linked providers.

No network address of anybody is kept here (security.md T22). Times of attempts and sessions are
the machine's, as the limits they serve; those of acts and of the history are the portal's.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from credit_portal.common.ids import uuid7


class Lockout(models.Model):
    """Failed attempts in a row on one account, or on a name that has none.

    `key` is a keyed digest of the account's id or of the name typed, so that a name without an
    account waits exactly as one with, and nothing typed is kept. `code_failures` are those among
    `failures` that were wrong codes: a new password does not forgive them.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    user = models.OneToOneField(
        "accounts.User", null=True, on_delete=models.CASCADE, related_name="lockout"
    )
    failures = models.PositiveIntegerField(default=0)
    code_failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField()
    closed_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["last_failed_at"], name="lockout_oldest")]

    def __str__(self) -> str:
        return f"{self.failures} failures"


class SignIn(models.Model):
    """One attempt to sign in to an account, for its user to look at; deleted after half a year."""

    class Outcome(models.TextChoices):
        """How it ended."""

        ENTERED = "entered", pgettext_lazy("sign-in", "signed in")
        REFUSED = "refused", pgettext_lazy("sign-in", "refused: wrong password or code")
        CLOSED = "closed", pgettext_lazy("sign-in", "refused, and the door closed for a while")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    method = models.CharField(max_length=40)
    device = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=Outcome)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at"], name="sign_in_of_user"),
            models.Index(fields=["at"], name="sign_in_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%Y-%m-%d}"


class StaffSession(models.Model):
    """An open session of a member of staff, so that he sees it and can end it from elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    method = models.CharField(max_length=40)
    device = models.CharField(max_length=40)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["user", "started_at"], name="session_of_user")]

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class FactorReset(models.Model):
    """A second factor is lost: asked for, proposed by one administrator, decided by another.

    The reason stands with the audit row, where it can be erased.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        CONFIRMED = "confirmed", pgettext_lazy("reset", "confirmed")
        REFUSED = "refused", pgettext_lazy("reset", "refused")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="factor_resets"
    )
    asked_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="factor_resets_proposed"
    )
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="factor_resets_decided"
    )
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(outcome=""), name="factor_reset_open_once"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | ~Q(proposed_by=F("user")),
                name="factor_reset_not_ones_own",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed")
                | (
                    Q(proposed_by__isnull=False)
                    & Q(decided_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("user"))
                ),
                name="factor_reset_two_people",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None, proposed_at=None)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="factor_reset_proposed_with_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="factor_reset_decided_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"reset of {self.user_id}"


class ProviderLink(models.Model):
    """An account's subject at the sign-in provider, linked by the account's own user.

    The subject is the one identifier a provider never gives to somebody else (OpenID Connect Core
    1.0 section 5.7); its e-mail addresses are never looked at.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, related_name="provider_link"
    )
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="provider_subject_once")
        ]

    def __str__(self) -> str:
        return f"link of {self.user_id}"
