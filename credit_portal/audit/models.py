"""The audit trail: what was done, by whom in which post, and to what. Insert only.

Rows hold codes, ids and digests, never personal text, so that erasing a person stays possible.
The words of a reason stand in a table of their own for the same purpose. Nothing here points
upward by foreign key: a trail must outlive what it tells of.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from credit_portal.audit import verbs
from credit_portal.common.ids import uuid7


class AuditEvent(models.Model):
    """One act on one thing. Events of the same user action share `act_id`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    act_id = models.UUIDField(db_index=True)
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=80)
    actor_id = models.CharField(max_length=64)
    actor_title = models.CharField(max_length=200)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    organisation_id = models.UUIDField(null=True)
    old = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    new = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "-at"], name="audit_target"),
            models.Index(fields=["actor_id", "-at"], name="audit_actor"),
            models.Index(fields=["verb", "-at"], name="audit_verb"),
            models.Index(fields=["organisation_id", "-at"], name="audit_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_type} {self.target_id}"

    @property
    def sentence(self) -> str:
        """What was done, in the active language: "approved a commitment"."""
        return verbs.sentence(self.verb)

    @property
    def reason_text(self) -> str:
        """The reason given, or "" when there was none or it has been erased."""
        reason: AuditReason | None = getattr(self, "reason", None)
        return reason.text if reason else ""


class AuditReason(models.Model):
    """The words given for an act. May be erased; the event stays."""

    event = models.OneToOneField(
        AuditEvent,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="reason",
    )
    text = models.TextField()

    def __str__(self) -> str:
        return f"reason of {self.event_id}"
