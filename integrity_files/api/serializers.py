"""Shapes of the staff API of leads, records, objections, repairs and consequences.

Who objects, who is responsible and what was written by either are in none of them. What is only
proposed is shown to the credit office alone; input and output are apart (style rule 17).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from rest_framework import serializers

from credit_portal.common.api import Exact
from integrity_files import policies_objections, policies_records, policies_repair
from integrity_files.codes import Excuse
from integrity_files.codes_objections import Result, Stop
from integrity_files.codes_records import Counterparty, Domain, HideReason, RecordState
from integrity_files.codes_repair import RepairOutcome, RepairState
from integrity_files.models import Consequence, Lead, Objection, Record, Repair

Shown = dict[str, Any]
DETERMINED = {RecordState.DECIDED, RecordState.REVOKED}


def _body(source: str | None = None) -> Any:
    return serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, source=source)


class LeadOut(serializers.ModelSerializer[Lead]):
    """A lead; the credit office only."""

    organisation = _body()

    class Meta:
        model = Lead
        fields = (
            "id", "organisation", "state", "version", "origin", "category", "title_zh",
            "happened_on", "paper", "paper_number", "paper_organ", "paper_date", "excuses",
            "found_on", "ended_on", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class Guarded(serializers.ModelSerializer[Any]):
    """Leaves out what is only proposed, until it is decided, but for the credit office.

    A list knows nothing of who asks, so that it costs nothing a row.
    """

    proposed: ClassVar[tuple[str, ...]] = ()

    def is_decided(self, row: Any) -> bool:
        """Whether what was proposed has been decided."""
        raise NotImplementedError

    def is_office(self, user: Any, row: Any) -> bool:
        """Whether the user works on it for the credit office."""
        raise NotImplementedError

    def to_representation(self, row: Any) -> Shown:
        """The members, with null for what is not for this reader yet."""
        found: Shown = super().to_representation(row)
        user = self.context.get("user")
        if self.is_decided(row) or (user is not None and self.is_office(user, row)):
            return found
        return {**found, **dict.fromkeys(self.proposed)}


class RecordOut(Guarded):
    """A record: the order, the notice, and once it is decided the determination."""

    organisation = _body()
    lead = serializers.UUIDField(source="lead_id")
    category = serializers.CharField(source="lead.category")
    item = serializers.UUIDField(source="item_id", allow_null=True)
    severity = serializers.CharField(allow_null=True)
    proposed = ("item", "rule_set", "severity", "paper", "paper_title", "paper_number",
                "paper_organ", "paper_date", "first_day", "shortest_until", "last_day",
                "repair_from", "proposed_on")  # fmt: skip

    class Meta:
        model = Record
        fields = (
            "id", "organisation", "lead", "state", "version", "ref", "category", "title_zh",
            "domain", "order_zh", "ordered_on", "corrected_on", "facts_zh", "reasons_zh",
            "basis_zh", "noticed_on", "heard_on", "item", "rule_set", "severity", "paper",
            "paper_title", "paper_number", "paper_organ", "paper_date", "first_day",
            "shortest_until", "last_day", "repair_from", "proposed_on", "decided_on", "ended_on",
            "repaired_on", "revoked_on", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def is_decided(self, row: Any) -> bool:
        """Decided, also when it was revoked later."""
        return row.state in DETERMINED

    def is_office(self, user: Any, row: Any) -> bool:
        """Of the credit office, from outside of the body."""
        return policies_records.is_office(user, row.organisation)


class ObjectionOut(Guarded):
    """An objection without who objects and what was written."""

    organisation = _body()
    earlier = serializers.UUIDField(source="earlier_id", allow_null=True)
    result = serializers.CharField(allow_null=True)
    changes = serializers.JSONField(allow_null=True)
    appeal_result = serializers.CharField(allow_null=True)
    appeal_changes = serializers.JSONField(allow_null=True)
    result_in_force = serializers.SerializerMethodField()
    proposed = ("result", "changes", "appeal_result", "appeal_changes", "result_in_force")

    class Meta:
        model = Objection
        fields = (
            "id", "ref", "kind", "organisation", "objector", "ground", "state", "version",
            "asked_once", "earlier", "organ", "letter_number", "filed_on", "accepted_on",
            "transferred_on", "answered_on", "proposed_on", "result", "changes", "decided_on",
            "appeal_until", "appealed_on", "appeal_result", "appeal_changes", "result_in_force",
            "ended_on", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_result_in_force(self, row: Any) -> str | None:
        """The result that holds now, an appeal regarded."""
        return row.code_in_force or None

    def is_decided(self, row: Any) -> bool:
        """Decided by a second person, and no appeal under way."""
        return row.decided_on is not None and row.state not in {"appealed", "appeal_set"}

    def is_office(self, user: Any, row: Any) -> bool:
        """Of the credit office."""
        return policies_objections.is_office(user, row)


class RepairOut(Guarded):
    """An application for repair."""

    record = serializers.UUIDField(source="record_id")
    ref = serializers.CharField(source="record.ref")
    organisation = _body("record.organisation")
    outcome = serializers.CharField(allow_null=True)
    proposed = ("outcome", "finding_zh", "proposed_on")

    class Meta:
        model = Repair
        fields = (
            "id", "record", "ref", "organisation", "state", "version", "done_zh", "done_on",
            "self_zh", "training_zh", "pledge_zh", "filed_on", "is_by_form", "confirmed_on",
            "asked_zh", "asked_on",
            "completed_zh", "completed_on", "answer_zh", "answered_on", "outcome", "finding_zh",
            "proposed_on", "decided_on", "display_ended_at", "stopped_sharing_at",
            "without_repair_until", "ended_on", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def is_decided(self, row: Any) -> bool:
        """Decided by a second person."""
        return bool(row.state == RepairState.DECIDED)

    def is_office(self, user: Any, row: Any) -> bool:
        """Of the credit office."""
        return policies_repair.is_office(user, row.record.organisation)


class ConsequenceOut(serializers.ModelSerializer[Consequence]):
    """What follows a record; never the sanctions of persons."""

    record = serializers.UUIDField(source="record_id")
    organisation = _body("record.organisation")
    owner = _body()
    last_day = serializers.DateField(source="ends_on", read_only=True, allow_null=True)

    class Meta:
        model = Consequence
        fields = (
            "id", "record", "organisation", "owner", "kind", "state", "version", "words_zh",
            "basis_zh", "months", "ordered_on", "confirmed_on", "first_day", "last_day",
            "done_on", "reported_on", "answered_on", "escalated_on", "lifted_on", "lift_reason",
            "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


# -- what acts are told ---------------------------------------------------------------------------
def _words(most: int = 5000) -> serializers.CharField:
    return serializers.CharField(max_length=most)


class Reasoned(Exact):
    """Why."""

    reason = _words()


class Earlier(Reasoned):
    """The earlier decision that answers it."""

    earlier_id = serializers.UUIDField()


class Letter(Reasoned):
    """The letter by which it went to the source organ."""

    organ = _words(200)
    letter_number = _words(100)


class Finding(Reasoned):
    """What was found, with the day of the organ's answer where there was a letter."""

    answered_on = serializers.DateField(required=False)


class Stopping(Reasoned):
    """Why the time stands still."""

    ground = serializers.ChoiceField(choices=Stop.choices)


class Deciding(Reasoned):
    """The result that is proposed; of a correction what is to stand in which field."""

    result = serializers.ChoiceField(choices=Result.choices)
    changes = serializers.DictField(
        child=serializers.CharField(max_length=5000, allow_blank=True), required=False
    )


class Statement(Exact):
    """The statement of the body, and its short words for the public page."""

    text = _words()
    short = serializers.CharField(max_length=500, required=False, allow_blank=True)


class Missing(Exact):
    """Everything that is missing, asked for once."""

    asked = _words(3000)


class Refusal(Exact):
    """Why it is not accepted."""

    reasons = _words(3000)


class Extension(Exact):
    """Why the result takes longer."""

    ground = _words(60)


class Outcome(Exact):
    """The result that is proposed, with its reasons."""

    outcome = serializers.ChoiceField(choices=RepairOutcome.choices)
    finding = _words()


class Found(Exact):
    """What was found of the proof."""

    finding = _words(3000)


class LeadHandler(Exact):
    """The officer who verifies it."""

    handler_id = serializers.UUIDField()


class LeadTrue(Exact):
    """What was found, and what the breach was blamed on."""

    finding = _words()
    excuses = serializers.ListField(
        child=serializers.ChoiceField(choices=Excuse.choices), required=False, max_length=8
    )


class LeadOrder(Exact):
    """What is to be done."""

    order = _words(3000)


class Done(Exact):
    """What was done, and when; its proof goes by the page."""

    text = _words()
    done_on = serializers.DateField()


class Notice(Exact):
    """The words of a notice, as they may be published: no name of a person or a firm."""

    title_zh = _words(200)
    domain = serializers.ChoiceField(choices=Domain.choices)
    counterparty = serializers.ChoiceField(choices=Counterparty.choices, required=False)
    agreement_zh = serializers.CharField(max_length=200, required=False, allow_blank=True)
    amount = serializers.DecimalField(
        max_digits=15, decimal_places=2, min_value=Decimal(0), required=False
    )
    performed_zh = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    facts_zh = _words()
    reasons_zh = _words(3000)
    basis_zh = _words(2000)


class Notified(Exact):
    """The notice to the body."""

    notice = Notice()


class Considered(Exact):
    """How the statement was considered, point by point."""

    considered = _words()


class Hidden(Exact):
    """Why it is hidden at once."""

    reason = serializers.ChoiceField(choices=HideReason.choices)
    words = _words(2000)


class ShownAgain(Exact):
    """Why it is shown again."""

    why = _words(2000)


class Appealing(Exact):
    """What the body has against the decision."""

    words = _words()


class Completed(Exact):
    """What was missing, in words; files go by the page."""

    text = _words(3000)
