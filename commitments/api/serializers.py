"""Shapes of the staff API: input and output apart; a serializer never writes (style rule 17)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from commitments import codes, codes_clocks
from commitments.models import Commitment, Milestone, Verification
from commitments.services.drafts import EDITABLE, MAX_MILESTONES
from credit_portal.common.api import Exact

PROPOSED = sorted({*codes.Outcome.values, *codes.PeriodOutcome.values} - {"open", *codes.ENDED})


class MilestoneIn(Exact, serializers.ModelSerializer[Milestone]):
    """A step on the way."""

    class Meta:
        model = Milestone
        fields = ("title_zh", "title_en", "due_on")


class CommitmentRow(serializers.ModelSerializer[Commitment]):
    """A commitment in a list."""

    organisation = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    post = serializers.UUIDField(source="post_id")

    class Meta:
        model = Commitment
        fields: tuple[str, ...] = (
            "id",
            "organisation",
            "post",
            "category",
            "shape",
            "sector",
            "title_zh",
            "title_en",
            "due_on",
            "state",
            "outcome",
            "outcome_on",
            "ref",
            "version",
            "submitted_at",
            "registered_on",
            "created_at",
            "updated_at",
        )
        read_only_fields: Any = fields


class CommitmentOut(CommitmentRow):
    """A commitment as staff see it."""

    milestones = MilestoneIn(many=True, read_only=True)

    class Meta(CommitmentRow.Meta):
        fields = (
            *CommitmentRow.Meta.fields,
            *sorted(EDITABLE - set(CommitmentRow.Meta.fields)),
            "due_provisional",
            "due_explanation",
            "milestones",
            "kept_on",
        )
        read_only_fields = fields
        extra_kwargs = {"due_explanation": {"allow_null": True}}


class DraftIn(Exact, serializers.ModelSerializer[Commitment]):
    """Fields of a draft; all but the post may be left out."""

    post = serializers.UUIDField()
    milestones: Any = serializers.ListSerializer(
        child=MilestoneIn(), required=False, max_length=MAX_MILESTONES
    )

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


class Reason(Exact):
    """Why."""

    reason = serializers.CharField(max_length=2000)


class Mark(Exact):
    """A field that is meant."""

    field = serializers.CharField(max_length=40)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class Return(Reason):
    """Why it goes back, and which fields are meant."""

    marks: Any = serializers.ListSerializer(
        child=Mark(), required=False, default=list, max_length=60
    )

    def validate_marks(self, value: list[dict[str, str]]) -> list[tuple[str, str]]:
        """As the service takes them."""
        return [(mark["field"], mark["note"]) for mark in value]


class Approve(Exact):
    """Digest of the content that is approved, as `preview/` gave it."""

    doc_sha = serializers.RegexField(r"^[0-9a-f]{64}$")


def _figure() -> serializers.DecimalField:
    return serializers.DecimalField(20, 4, required=False, allow_null=True, default=None)


class Report(Exact):
    """A report of performance."""

    claim = serializers.ChoiceField(choices=codes.Claim.choices)
    text_zh = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    text_en = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    done_on = serializers.DateField(required=False, allow_null=True, default=None)
    period_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    numerator = _figure()
    denominator = _figure()


class Open(Reason):
    """Why the credit office looks into it, and which period is meant."""

    period_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class AskStop(Reason):
    """Why the clock should stand still, with the document the ground needs."""

    ground = serializers.ChoiceField(choices=codes_clocks.Ground.choices)
    organ = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    number = serializers.CharField(required=False, allow_blank=True, max_length=100, default="")
    dated_on = serializers.DateField(required=False, allow_null=True, default=None)


class AskLonger(AskStop):
    """Why a longer period is asked for, and by how much in the unit of the rule."""

    count = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)


class MilestoneReached(Exact):
    """The day on which a milestone was reached."""

    milestone_id = serializers.UUIDField()
    done_on = serializers.DateField()
    text_zh = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    text_en = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")


class Propose(Exact):
    """A proposed outcome with its findings."""

    outcome = serializers.ChoiceField(choices=PROPOSED)
    findings_zh = serializers.CharField(max_length=5000)
    findings_en = serializers.CharField(
        required=False, allow_blank=True, max_length=5000, default=""
    )
    kept_on = serializers.DateField(required=False, allow_null=True, default=None)


class Preview(serializers.Serializer[Any]):
    """What the public will see, and the digest to approve it by."""

    doc_sha = serializers.CharField()
    document = serializers.DictField()


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
            "id",
            "commitment",
            "period",
            "opened_on",
            "opened_because",
            "state",
            "version",
            "outcome",
            "kept_on",
            "findings_zh",
            "findings_en",
            "proposed_at",
            "closed_on",
        )
        read_only_fields = fields
