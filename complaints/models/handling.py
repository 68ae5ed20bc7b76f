"""What bodies do with a case: assignments, replies, motions for time, letters, call-backs."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints import codes
from complaints.models.case import Case, body, person


class Assignment(models.Model):
    """The part of one body in a case. Returned once, within its limit, naming who is competent."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    organisation = body()
    part = models.CharField(max_length=5, choices=codes.Part, default=codes.Part.LEAD)
    state = models.CharField(
        max_length=8, choices=codes.AssignmentState, default=codes.AssignmentState.SENT
    )
    sender = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    signer = person()
    handler = person()
    returner = person()
    proper_body = body(null=True, verbose_name=_("Competent body"))
    reason_zh = models.TextField(_("Reason"), max_length=2000, blank=True)
    opinion_zh = models.TextField(
        _("Opinion of a body that takes part"), max_length=5000, blank=True
    )
    sent_on = models.DateField()
    signed_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("sent_on", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="complaint_part_of_body", fields=["organisation", "state"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="complaint_one_leads", fields=["case"],
                condition=Q(part="lead", state__in=["sent", "signed", "answered"]),
            ),
            models.UniqueConstraint(
                name="complaint_body_takes_part_once", fields=["case", "organisation"],
                condition=Q(state__in=["sent", "signed", "answered"]),
            ),
            models.CheckConstraint(
                name="complaint_returned_with_reason",
                condition=~Q(state="returned")
                | (Q(returner__isnull=False, returned_on__isnull=False, proper_body__isnull=False)
                   & ~Q(reason_zh="")),
            ),
            models.CheckConstraint(
                name="complaint_signed", condition=~Q(state="signed") | ~Q(signed_on=None)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class Reply(models.Model):
    """An answer to the reporter in plain words; drafted by one, approved by another."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="replies")
    organisation = body()
    text_zh = models.TextField(_("Answer to the reporter"), max_length=5000)
    finding_zh = models.TextField(_("What was found and done"), max_length=5000, blank=True)
    verified = models.BooleanField(_("What was reported is true"), null=True)
    promised_zh = models.CharField(_("What is promised"), max_length=500, blank=True)
    promised_on = models.DateField(_("Promised until"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=codes.ReplyState, default=codes.ReplyState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    approver = person()
    back_zh = models.TextField(_("Why it was sent back"), max_length=2000, blank=True)
    drafted_on = models.DateField()
    given_on = models.DateField(null=True)

    class Meta:
        ordering = ("drafted_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="complaint_reply_by_two",
                condition=~Q(state="given")
                | (Q(approver__isnull=False, given_on__isnull=False) & ~Q(approver=F("author"))),
            ),
            models.UniqueConstraint(
                name="complaint_one_draft", fields=["case"],
                condition=Q(state__in=["draft", "proposed"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class Motion(models.Model):
    """More time, or a clock that stands still: asked for by one, granted by another. `until` is the
    last day of a pause that was granted, unless it ends before."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="motions")
    organisation = body()
    kind = models.CharField(max_length=9, choices=codes.MotionKind)
    ground = models.CharField(max_length=15, choices=codes.PauseGround, blank=True)
    reason_zh = models.TextField(_("Reason"), max_length=2000)
    state = models.CharField(
        max_length=8, choices=codes.MotionState, default=codes.MotionState.ASKED
    )
    version = models.PositiveIntegerField(default=1)
    asker = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decider = person()
    decision_zh = models.TextField(_("Reasons of the decision"), max_length=2000, blank=True)
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)
    until = models.DateField(null=True)
    resumed_on = models.DateField(null=True)

    class Meta:
        ordering = ("asked_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="complaint_one_motion", fields=["case", "kind"],
                condition=Q(state="asked"),
            ),
            models.CheckConstraint(
                name="complaint_motion_by_two",
                condition=Q(state__in=["asked", "lapsed"], decider=None)
                | (Q(decider__isnull=False, decided_on__isnull=False) & ~Q(decider=F("asker"))),
            ),
            models.CheckConstraint(
                name="complaint_pause_grounded", condition=~Q(kind="pause") | ~Q(ground="")
            ),
            models.CheckConstraint(
                name="complaint_pause_bounded",
                condition=~Q(kind="pause", state="granted") | ~Q(until=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class SupervisionLetter(models.Model):
    """A letter to a body that is late or answers badly; it is answered by a day (督办函)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    organisation = body()
    number = models.CharField(max_length=40, unique=True)
    text_zh = models.TextField(_("What is wanted"), max_length=5000)
    state = models.CharField(
        max_length=8, choices=codes.LetterState, default=codes.LetterState.ISSUED
    )
    version = models.PositiveIntegerField(default=1)
    issuer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    answerer = person()
    answer_zh = models.TextField(_("Answer"), max_length=5000, blank=True)
    issued_on = models.DateField()
    answer_until = models.DateField()
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("-issued_on", "id")

    def __str__(self) -> str:
        return self.number


class CallBack(models.Model):
    """A call after an answer, and the look four weeks later whether it was really done.

    `due_on` is the first day on which it may be made; by when it must be is its clock."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="call_backs")
    kind = models.CharField(max_length=12, choices=codes.CallBackKind)
    state = models.CharField(
        max_length=6, choices=codes.CallBackState, default=codes.CallBackState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    taker = person()
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_on = models.DateField(null=True)
    reached = models.BooleanField(null=True)
    satisfied = models.BooleanField(null=True)
    done = models.BooleanField(_("It was really done"), null=True)
    reason = models.CharField(max_length=11, choices=codes.Dissatisfaction, blank=True)
    words_zh = models.TextField(_("What the reporter said"), max_length=2000, blank=True)
    due_on = models.DateField()
    made_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="complaint_call_backs", fields=["state", "due_on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="complaint_one_call_back", fields=["case", "kind"], condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="complaint_called_back",
                condition=~Q(state="done") | Q(made_on__isnull=False, reached__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_unsatisfied_why",
                condition=Q(satisfied=None) | Q(satisfied=True) | ~Q(reason=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
