"""Shapes of the staff API of complaints: codes, days and the text for those who handle a case.

Who reported, what was reported in his own words, notes and files are in none of them.
"""

from __future__ import annotations

from datetime import date

from rest_framework import serializers

from complaints.codes import Detail
from complaints.models import Case
from credit_portal.common.api import Exact


class CaseOut(serializers.ModelSerializer[Case]):
    """A case as everybody who sees it may read it: `told_zh` names nobody who reported."""

    organisation = serializers.SlugRelatedField[Case](
        slug_field="slug", read_only=True, source="accused"
    )

    happened_on = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = (
            "id", "number", "state", "version", "purpose", "category", "regime", "urgency",
            "organisation", "told_zh", "happened_on", "refusal", "reopened", "received_on",
            "accepted_on", "first_response_on", "dispatched_on", "answered_on", "review_on",
            "ended_on",
        )  # fmt: skip
        read_only_fields = fields

    def get_happened_on(self, row: Case) -> date | None:
        """The day, where it goes along to the bodies."""
        return row.happened_on if Detail.DAY in row.told_details else None


class CaseReason(Exact):
    """A reason in words."""

    reason = serializers.CharField(max_length=2000)


class CaseWords(Exact):
    """Words of an answer, a note or a letter."""

    text = serializers.CharField(max_length=5000)


class RefusedCase(Exact):
    """Why a case is not accepted; the remedy follows from the ground."""

    ground = serializers.CharField(max_length=13)
    reason = serializers.CharField(max_length=2000)
    office = serializers.CharField(max_length=200, required=False, allow_blank=True)


class LawOfCase(Exact):
    """The law that applies."""

    regime = serializers.CharField(max_length=11)


class CorrectedCase(Exact):
    """What is wanted, of what kind it is and how much haste it has."""

    wanted = serializers.CharField(max_length=10)
    category = serializers.CharField(max_length=3)
    urgency = serializers.CharField(max_length=9)


class BodyOfCase(Exact):
    """The body that a case is about."""

    organisation_id = serializers.UUIDField()


class PostOfCase(Exact):
    """A post that a case is about."""

    post_id = serializers.UUIDField()


class PassedOn(Exact):
    """The body that leads, those that take part, and the text for them."""

    lead_id = serializers.UUIDField()
    joint_ids = serializers.ListField(child=serializers.UUIDField(), max_length=10, required=False)
    told = serializers.CharField(max_length=10_000)
    details = serializers.ListField(
        child=serializers.ChoiceField(choices=Detail.values), max_length=5, required=False
    )


class GivenBack(Exact):
    """Why a case is returned, and who is competent."""

    proper_body_id = serializers.UUIDField()
    reason = serializers.CharField(max_length=2000)


class CaseOpinion(Exact):
    """What a body that takes part found."""

    opinion = serializers.CharField(max_length=5000)


class ReplyDraft(Exact):
    """The draft of an answer; `reply_version` is the version of the draft that it changes."""

    text = serializers.CharField(max_length=5000)
    finding = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    verified = serializers.BooleanField(required=False, allow_null=True)
    promised = serializers.CharField(max_length=500, required=False, allow_blank=True)
    promised_on = serializers.DateField(required=False, allow_null=True)
    reply_version = serializers.IntegerField(required=False, min_value=1)


class ReplyProposed(Exact):
    """Whether bodies that take part and are silent are waited for."""

    without_opinions = serializers.BooleanField(required=False)


class TimeAsked(Exact):
    """More time (`extension`), or a clock that stands still (`pause`) on a ground."""

    kind = serializers.CharField(max_length=9)
    ground = serializers.CharField(max_length=15, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=2000)


class TimeDecided(Exact):
    """Whether a request for time is granted; a refusal says why, more time why to the reporter."""

    motion_id = serializers.UUIDField()
    grant = serializers.BooleanField()
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class LetterAnswered(Exact):
    """The answer to a supervision letter."""

    letter_id = serializers.UUIDField()
    text = serializers.CharField(max_length=5000)


class CallMade(Exact):
    """Which call."""

    call_back_id = serializers.UUIDField()


class CallReached(CallMade):
    """What the reporter said."""

    satisfied = serializers.BooleanField()
    done = serializers.BooleanField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=11, required=False, allow_blank=True)
    words = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    reopen = serializers.BooleanField(required=False)


class CallerSaid(Exact):
    """What a caller said."""

    words = serializers.CharField(max_length=5000)


class CallerKnown(Exact):
    """How it is sure that the caller is he who reported: his PIN, or as the operator says."""

    pin = serializers.CharField(max_length=12, required=False, allow_blank=True)
    is_known = serializers.BooleanField(required=False)


class CallerAsks(CallerSaid, CallerKnown):
    """A caller's request, and how it is sure that it is he."""


class FactsPassedOn(Exact):
    """Further facts for the bodies, and the note whose file goes with them."""

    text = serializers.CharField(max_length=5000)
    note_id = serializers.UUIDField(required=False, allow_null=True)
