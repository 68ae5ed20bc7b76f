"""Invitations to open one's own account, and requests of holders for a deputy."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from credit_portal.common.ids import uuid7


class Invitation(models.Model):
    """A one-time link by mail. Only its SHA-256 is kept; a new link makes the old one void.

    Its mail leaves through the outbox of notices: `next_attempt_at` says since when one waits
    there, `attempts` how many links have been made for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="invitations_made"
    )
    digest = models.BinaryField(max_length=32, null=True, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_one_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(next_attempt_at__isnull=False),
                name="invitation_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.user_id}"

    @property
    def is_open(self) -> bool:
        """Neither used nor withdrawn; it may have run out."""
        return self.accepted_at is None and self.withdrawn_at is None


class DeputyRequest(models.Model):
    """A holder asks that somebody stand in for one of his grants between two days."""

    class State(models.TextChoices):
        """Where the request stands."""

        WAITING = "waiting", pgettext_lazy("deputy", "waits for an administrator")
        TAKEN_UP = "taken_up", pgettext_lazy("deputy", "taken up, see the grant")
        DECLINED = "declined", pgettext_lazy("deputy", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("deputy", "taken back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    basis = models.ForeignKey(
        "accounts.RoleGrant", on_delete=models.PROTECT, related_name="deputy_requests"
    )
    deputy = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="deputy_requests"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=1000)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    grant = models.OneToOneField(
        "accounts.RoleGrant", null=True, on_delete=models.PROTECT, related_name="request"
    )

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="deputy_request_days"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="deputy_request_decided",
            ),
            models.CheckConstraint(
                condition=(Q(state="taken_up") & Q(grant__isnull=False))
                | (~Q(state="taken_up") & Q(grant=None)),
                name="deputy_request_grant",
            ),
            models.UniqueConstraint(
                fields=["basis", "deputy", "starts_on"],
                condition=Q(state="waiting"),
                name="deputy_request_once",
            ),
        ]

    def __str__(self) -> str:
        return f"deputy {self.deputy_id} for {self.basis_id}"
