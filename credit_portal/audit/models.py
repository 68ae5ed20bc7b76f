"""The audit trail: what was done, by whom in which post, and to what. Insert only.

Rows hold codes, ids and digests, never personal text, so that erasing a person stays possible.
The words of a reason stand in a table of their own for the same purpose. Nothing here points
upward by foreign key: a trail must outlive what it tells of.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

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
    reason_digest = models.BinaryField(null=True, max_length=32)

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
    """The words given for an act. May be erased; the event stays, with a digest that says
    nothing once the salt is erased with the words."""

    event = models.OneToOneField(
        AuditEvent,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="reason",
    )
    text = models.TextField()
    salt = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"reason of {self.event_id}"


class AuditPosition(models.Model):
    """The place of an event in the private tree, counted from 0 without gaps.

    Given by the anchoring job inside its own transaction, never by whoever writes the event: a
    row that commits late simply gets its place an hour later, and no place is ever skipped.
    """

    idx = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(
        AuditEvent, on_delete=models.DO_NOTHING, db_constraint=False, related_name="position"
    )
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(idx__gte=0), name="audit_position_idx")]

    def __str__(self) -> str:
        return f"place {self.idx}"


class AuditAnchor(models.Model):
    """An hourly root of the private tree and the public leaf that states it. UNIQUE(hour) lets
    three beats anchor once. `at` is the portal's clock, `ran_at` the machine's."""

    hour = models.DateTimeField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    leaf_index = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    ran_at = models.DateTimeField()

    class Meta:
        ordering = ["hour"]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} h: {self.size}"


class AuditTree(models.Model):
    """The single row that every anchoring locks: size and right edge of the tree so far. A cache:
    `verify_audit` recomputes everything from the events."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    edges = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_tree_single")]

    def __str__(self) -> str:
        return f"{self.size} events"
