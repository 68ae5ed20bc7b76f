"""Objections to public records, and correction tips.

Who objected stands in a row of its own, sealed and erasable; words and files stand in notes that
may be erased; the steps are insert-only and hold codes only. All that is public is the mark.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from credit_portal.workflow.models_step import Spoken, ToldStep
from integrity_files import codes_objections as codes
from integrity_files.models.parties import SealedParty

#: Pairs of people who are never the same.
APART = (
    ("proposer", "decider"), ("appeal_proposer", "appeal_decider"),
    *((first, second) for first in ("acceptor", "handler", "proposer", "decider")
      for second in ("appeal_proposer", "appeal_decider")),
)  # fmt: skip
DECIDED = [*codes.SETTLED]


def _person() -> Any:
    return models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")


class Objection(Spoken, models.Model):
    """An objection of the subject to one public record. Keys are random: they tell no moment."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ref = models.CharField(max_length=24)
    rec = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    source_type = models.CharField(max_length=64)
    source_id = models.CharField(max_length=64)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    objector = models.CharField(max_length=8, choices=codes.Objector)
    ground = models.CharField(max_length=10, choices=codes.Ground)
    language = models.CharField(max_length=10, default="zh-hans")
    receipt_digest = models.BinaryField(max_length=32, null=True, unique=True)
    state = models.CharField(
        max_length=12, choices=codes.ObjectionState, default=codes.ObjectionState.RECEIVED
    )
    version = models.PositiveIntegerField(default=1)
    asked_once = models.BooleanField(default=False)
    filer = _person()
    acceptor = _person()
    handler = _person()
    proposer = _person()
    decider = _person()
    appeal_proposer = _person()
    appeal_decider = _person()
    result = models.CharField(max_length=10, choices=codes.FIRST_RESULTS, blank=True)
    appeal_result = models.CharField(max_length=10, choices=codes.Result, blank=True)
    changes = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    appeal_changes = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="repetitions")
    organ = models.CharField(max_length=200, blank=True)
    letter_number = models.CharField(max_length=100, blank=True)
    filed_on = models.DateField()
    accepted_on = models.DateField(null=True)
    transferred_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    proposed_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    appeal_until = models.DateField(null=True)
    appealed_on = models.DateField(null=True)
    appeal_proposed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-filed_on", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="objection_of_record", fields=["source_type", "source_id", "ground"]),
            models.Index(name="objection_state", fields=["state", "filed_on"]),
            models.Index(name="objection_body", fields=["organisation", "state"]),
            models.Index(
                name="objection_marks",
                fields=["source_type", "source_id"],
                condition=Q(state__in=codes.MARKED),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="objection_state_known", condition=Q(state__in=codes.ObjectionState.values)
            ),
            models.CheckConstraint(
                name="objection_ground_known", condition=Q(ground__in=codes.Ground.values)
            ),
            models.CheckConstraint(
                name="objection_by_desk_or_receipt",
                condition=Q(objector="body", receipt_digest=None, filer__isnull=False)
                | (~Q(objector="body") & Q(receipt_digest__isnull=False, filer=None)),
            ),
            models.CheckConstraint(
                name="objection_accepted",
                condition=~Q(state__in=[*codes.MARKED, *DECIDED]) | Q(accepted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_accepted_by_office",
                condition=Q(accepted_on=None) | Q(objector="body") | Q(acceptor__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_decided_by_two",
                condition=~Q(state__in=DECIDED)
                | (Q(proposer__isnull=False, decider__isnull=False, decided_on__isnull=False)
                   & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="objection_appeal_by_two",
                condition=~Q(state="appeal_done")
                | (Q(appeal_proposer__isnull=False, appeal_decider__isnull=False)
                   & ~Q(appeal_result="")),
            ),
            models.UniqueConstraint(
                name="objection_one_open_of_body",
                fields=["source_type", "source_id"],
                condition=Q(objector="body", state__in=codes.OPEN),
            ),
            models.CheckConstraint(
                name="objection_repeats_one", condition=~Q(state="repeated") | ~Q(earlier=None)
            ),
            models.CheckConstraint(
                name="objection_results_known",
                condition=Q(result__in=["", *dict(codes.FIRST_RESULTS)])
                & Q(appeal_result__in=["", *codes.Result.values]),
            ),
            *[
                models.CheckConstraint(
                    name=f"objection_{first}_not_{second}",
                    condition=Q(**{first: None}) | Q(**{second: None}) | ~Q(**{first: F(second)}),
                )
                for first, second in APART
            ],
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ref} {self.ground}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for its decision."""
        return self.state in codes.OPEN

    @property
    def has_ended(self) -> bool:
        """Whether nobody has anything to do here, but for an appeal."""
        return self.state in codes.ENDED

    @property
    def code_in_force(self) -> str:
        """The result that holds now: that of the appeal once it was decided and unless it upheld
        the first decision."""
        is_appealed = self.state == codes.ObjectionState.APPEAL_DECIDED
        is_changed = is_appealed and self.appeal_result != codes.Result.UPHELD
        return self.appeal_result if is_changed else self.result

    @property
    def result_in_force(self) -> str:
        """The same in words."""
        return str(codes.Result(self.code_in_force).label) if self.code_in_force else ""

    @property
    def is_under_appeal(self) -> bool:
        """Whether an appeal against its decision is open."""
        return self.state in codes.APPEAL_OPEN


class ObjectionParty(SealedParty):
    """Who objects, how he is reached and what proves who he is: sealed, masked, erasable."""

    objection = models.OneToOneField(
        Objection, models.PROTECT, primary_key=True, related_name="party"
    )


class ObjectionNote(models.Model):
    """Words and a file given on the way. May be erased; the steps stay."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=codes.NoteKind)
    text = models.TextField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return str(self.pk)


class ObjectionEvent(ToldStep):
    """One step: codes, dates and ids only; never changed."""

    objection = models.ForeignKey(
        Objection, models.DO_NOTHING, db_constraint=False, related_name="events"
    )
    note_id = models.UUIDField(null=True)

    class Meta(ToldStep.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="objection_event_of", fields=["objection", "id"])
        ]


class Tip(models.Model):
    """A correction tip: anyone says that a record is wrong. It is answered and marks nothing."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ref = models.CharField(max_length=24)
    rec = models.CharField(max_length=32)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=codes.Ground)
    words = models.TextField(blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    email_sealed = models.BinaryField(null=True)
    mobile_sealed = models.BinaryField(null=True)
    language = models.CharField(max_length=10, default="zh-hans")
    receipt_digest = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=codes.TipState, default=codes.TipState.RECEIVED)
    version = models.PositiveIntegerField(default=1)
    answer = models.TextField(blank=True)
    answerer = _person()
    filed_on = models.DateField()
    answered_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("filed_on", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="tip_state", fields=["state", "filed_on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="tip_answered",
                condition=Q(state="received", answered_on=None, answerer=None, answer="")
                | (Q(state="answered", answered_on__isnull=False, answerer__isnull=False)
                   & ~Q(answer="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ref} {self.ground}"
