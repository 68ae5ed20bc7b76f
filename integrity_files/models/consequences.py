"""What follows a determined record: duties with owner and clock, terms that end by date; and the
sanctions of persons, which are confidential."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.ids import uuid7
from credit_portal.workflow.models_step import Spoken, ToldStep
from integrity_files import codes_consequences as codes
from integrity_files.models.records import Record

USER = "accounts.User"


def _user() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")


class Consequence(Spoken, models.Model):
    """One consequence of one record about a body: ordered by one, confirmed by a second person,
    carried out by its owner with proof, accepted by somebody else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="consequences")
    kind = models.CharField(_("Kind"), max_length=16, choices=codes.ConsequenceKind.choices)
    state = models.CharField(
        max_length=10, choices=codes.ConsequenceState.choices,
        default=codes.ConsequenceState.ORDERED,
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    words_zh = models.TextField(_("What is to be done"), max_length=3000)
    basis_zh = models.CharField(_("Legal basis"), max_length=500)
    owner = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="+",
        verbose_name=_("Who carries it out"),
    )  # fmt: skip
    post = models.ForeignKey(
        "directory.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("Post")
    )
    months = models.PositiveSmallIntegerField(_("Term in months"), null=True)
    orderer = _user()
    ordered_on = models.DateField()
    confirmer = _user()
    confirmed_on = models.DateField(null=True)
    strike_zh = models.TextField(max_length=2000, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    done_on = models.DateField(null=True)
    report_zh = models.TextField(max_length=5000, blank=True)
    proof = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    reporter = _user()
    reported_on = models.DateField(null=True)
    accepter = _user()
    answered_on = models.DateField(null=True)
    answer_zh = models.TextField(max_length=3000, blank=True)
    escalated_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)
    lift_reason = models.CharField(max_length=10, choices=codes.LiftReason.choices, blank=True)

    class Meta:
        ordering = ("ordered_on", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="consequence_kind_state", fields=["kind", "state"]),
            models.Index(name="consequence_owner", fields=["owner", "state"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="consequence_known",
                condition=Q(kind__in=codes.ConsequenceKind.values,
                            state__in=codes.ConsequenceState.values),
            ),
            models.CheckConstraint(
                name="consequence_ordered",
                condition=Q(orderer__isnull=False) & ~Q(words_zh="") & ~Q(basis_zh=""),
            ),
            models.CheckConstraint(
                name="consequence_confirmed",
                condition=~Q(state__in=[*codes.IN_FORCE, "struck"])
                | (Q(confirmer__isnull=False, confirmed_on__isnull=False)
                   & ~Q(confirmer=F("orderer"))),
            ),
            models.CheckConstraint(
                name="consequence_reported",
                condition=~Q(state__in=["reported", "accepted"])
                | (Q(reporter__isnull=False, reported_on__isnull=False, proof__isnull=False,
                     done_on__lte=F("reported_on")) & ~Q(report_zh="")),
            ),
            models.CheckConstraint(
                name="consequence_accepted",
                condition=~Q(state="accepted")
                | (Q(accepter__isnull=False, answered_on__isnull=False) & ~Q(answer_zh="")
                   & ~Q(accepter=F("orderer")) & ~Q(accepter=F("reporter"))),
            ),
            models.CheckConstraint(
                name="consequence_term",
                condition=Q(first_day=None, last_day=None)
                | (Q(kind__in=sorted(codes.TERMED)) & Q(first_day__isnull=False)
                   & (Q(last_day=None) | Q(last_day__gte=F("first_day")))),
            ),
            models.CheckConstraint(
                name="consequence_honours_end",
                condition=~Q(kind="honours") | ~Q(state__in=codes.IN_FORCE)
                | Q(last_day__isnull=False),
            ),
            models.CheckConstraint(
                name="consequence_lifted",
                condition=Q(state="lifted", lifted_on__isnull=False,
                            lift_reason__in=codes.LiftReason.values)
                | (~Q(state="lifted") & Q(lifted_on=None, lift_reason="")),
            ),
            models.UniqueConstraint(
                name="consequence_once", fields=["record", "kind"],
                condition=Q(state__in=["ordered", *codes.OPEN]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.ordered_on}"

    @property
    def ends_on(self) -> date | None:
        """The last day of the term: its own, else the last day of the record's display; None where
        there is neither."""
        return self.last_day or (self.record.last_day if self.first_day else None)


class ConsequenceEvent(ToldStep):
    """One step of a consequence: codes, dates and ids; never changed."""

    consequence = models.ForeignKey(
        Consequence, models.DO_NOTHING, db_constraint=False, related_name="events"
    )

    class Meta(ToldStep.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="consequence_event_of", fields=["consequence", "id"])
        ]


class DisciplineTerm(models.Model):
    """The sanction of a person, entered from the decision of the organ that imposed it.

    Confidential: read under a purpose that names a case (row-level security, security.md T6),
    never public. `sanctions` are those decided together; `sanction` is the one executed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="+")
    sanctions = models.JSONField()
    sanction = models.CharField(max_length=10, choices=codes.Sanction.choices)
    months = models.PositiveSmallIntegerField(null=True)
    effective_on = models.DateField()
    last_day = models.DateField(null=True)
    paper_number = models.CharField(max_length=100)
    paper_organ = models.CharField(max_length=200)
    basis_zh = models.CharField(max_length=500)
    state = models.CharField(
        max_length=10, choices=codes.TermState.choices, default=codes.TermState.ENTERED
    )
    enterer = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_on = models.DateField()
    confirmer = _user()
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("entered_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="discipline_term_length",
                condition=Q(sanction="dismissal", months=None, last_day=None)
                | (Q(sanction__in=[one for one in codes.Sanction.values if one != "dismissal"])
                   & Q(months__gte=6, months__lte=48, last_day__gt=F("effective_on"))),
            ),
            models.CheckConstraint(
                name="discipline_term_by_two",
                condition=Q(state="entered", confirmer=None, answered_on=None)
                | (Q(state__in=["confirmed", "refused"], confirmer__isnull=False,
                     answered_on__isnull=False) & ~Q(confirmer=F("enterer"))),
            ),
            models.CheckConstraint(
                name="discipline_term_documented",
                condition=~Q(paper_number="") & ~Q(paper_organ="") & ~Q(basis_zh=""),
            ),
            models.UniqueConstraint(
                name="discipline_term_once", fields=["person", "paper_organ", "paper_number"],
                condition=~Q(state="refused"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
