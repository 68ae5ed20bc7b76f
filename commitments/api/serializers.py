"""Shapes of the staff API: input and output apart; a serializer never writes (style rule 17)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from commitments import codes
from commitments.models import Commitment, Milestone, Verification
from commitments.services.drafts import EDITABLE, MAX_MILESTONES


class MilestoneIn(serializers.ModelSerializer[Milestone]):
    """A step on the way."""

    class Meta:
        model = Milestone
        fields = ("title_zh", "title_en", "due_on")


class CommitmentOut(serializers.ModelSerializer[Commitment]):
    """A commitment as staff see it."""

    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    post = serializers.UUIDField(source="post_id")
    milestones = MilestoneIn(many=True, read_only=True)

    class Meta:
        model = Commitment
        fields = (
            "id", "organisation", "post", *sorted(EDITABLE), "due_provisional", "due_explanation",
            "milestones", "state", "outcome", "outcome_on", "kept_on", "ref", "version",
            "submitted_at", "registered_on", "created_at", "updated_at",
        )
        read_only_fields = fields


class DraftIn(serializers.ModelSerializer[Commitment]):
    """Fields of a draft; all of them may be left out."""

    post = serializers.UUIDField()
    milestones = MilestoneIn(many=True, required=False, max_length=MAX_MILESTONES)

    class Meta:
        model = Commitment
        fields = ("post", *sorted(EDITABLE), "milestones")
        extra_kwargs = {name: {"required": False} for name in EDITABLE}

    def get_validators(self) -> list[Any]:
        """Constraints are the service's and the database's; a draft need not hold them yet."""
        return []

    def parts(self) -> dict[str, Any]:
        """Arguments of the services."""
        data = dict(self.validated_data)
        return {
            "post_id": data.pop("post", None),
            "milestones": data.pop("milestones", None),
            "fields": data,
        }


class Empty(serializers.Serializer[Any]):
    """A transition without a body."""


class Reason(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=2000)


class Mark(serializers.Serializer[Any]):
    """A field that is meant."""

    field = serializers.CharField(max_length=40)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class Return(Reason):
    """Why it goes back, and which fields are meant."""

    marks = Mark(many=True, required=False, default=list, max_length=60)


class Approve(serializers.Serializer[Any]):
    """Digest of the content that is approved, as `preview/` gave it."""

    doc_sha = serializers.RegexField(r"^[0-9a-f]{64}$")


class Report(serializers.Serializer[Any]):
    """A report of performance."""

    claim = serializers.ChoiceField(choices=codes.Claim.choices)
    text_zh = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    text_en = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    done_on = serializers.DateField(required=False, allow_null=True, default=None)
    period_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    numerator = serializers.DecimalField(20, 4, required=False, allow_null=True, default=None)
    denominator = serializers.DecimalField(20, 4, required=False, allow_null=True, default=None)


class Open(Reason):
    """Why the credit office looks into it, and which period is meant."""

    period_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class Propose(serializers.Serializer[Any]):
    """A proposed outcome with its findings."""

    outcome = serializers.ChoiceField(
        choices=sorted({*codes.Outcome.values, *codes.PeriodOutcome.values} - {"open"})
    )
    findings_zh = serializers.CharField(max_length=5000)
    findings_en = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    kept_on = serializers.DateField(required=False, allow_null=True, default=None)


class Preview(serializers.Serializer[Any]):
    """What the public will see, and the digest to approve it by."""

    doc_sha = serializers.CharField()
    document = serializers.JSONField()


class PeriodOut(serializers.Serializer[Any]):
    """A measuring period."""

    id = serializers.UUIDField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class VerificationOut(serializers.ModelSerializer[Verification]):
    """A verification as staff see it."""

    commitment = serializers.UUIDField(source="commitment_id")
    period = PeriodOut(allow_null=True, read_only=True)

    class Meta:
        model = Verification
        fields = (
            "id", "commitment", "period", "opened_on", "opened_because", "state", "version",
            "outcome", "kept_on", "findings_zh", "findings_en", "proposed_at", "closed_on",
        )
        read_only_fields = fields
