"""A complaint or report. Keys are random and dates are days: they tell no moment of filing."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints import codes
from integrity_files.codes import BreachCategory

ENDED_ON = Q(state__in=codes.ENDED, ended_on__isnull=False) | (
    ~Q(state__in=codes.ENDED) & Q(ended_on=None)
)


def person(**more: Any) -> Any:
    """A reference to an account that stays."""
    return models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", **more)


def body(**more: Any) -> Any:
    """A reference to a body that stays."""
    return models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", **more)


class Case(models.Model):
    """What somebody was let down by. Who he is stands elsewhere, sealed (`Identity`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=9, unique=True)
    channel = models.CharField(max_length=5, choices=codes.Channel)
    purpose = models.CharField(
        pgettext_lazy("complaint", "What is wanted"), max_length=10, choices=codes.Purpose
    )
    category = models.CharField(_("Category"), max_length=3, choices=BreachCategory.choices)
    regime = models.CharField(_("Law that applies"), max_length=11, choices=codes.Regime)
    urgency = models.CharField(
        _("Urgency"), max_length=9, choices=codes.Urgency, default=codes.Urgency.NORMAL
    )
    title_zh = models.CharField(_("What it is about"), max_length=200)
    facts_zh = models.TextField(_("What happened"), max_length=10_000)
    told_zh = models.TextField(
        _("Text for those who handle it, naming nobody who reported"), max_length=10_000, blank=True
    )
    #: Codes (`codes.Detail`) of what else goes along to the bodies; all other is the hotline's.
    told_details = models.JSONField(default=list)
    accused = body(null=True, verbose_name=_("Body concerned"))
    accused_zh = models.CharField(_("Body as it was named"), max_length=200, blank=True)
    accused_post = models.ForeignKey(
        "directory.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("Post")
    )
    commitment_ref = models.CharField(_("Public commitment"), max_length=24, blank=True)
    division = models.ForeignKey(
        "directory.Division", models.PROTECT, null=True, related_name="+", verbose_name=_("Place")
    )
    happened_on = models.DateField(_("Day on which it happened"), null=True, blank=True)
    amount = models.DecimalField(
        _("Amount in yuan"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    people = models.PositiveIntegerField(_("People concerned"), null=True, blank=True)
    is_business = models.BooleanField(_("Concerns a firm"), default=False)
    is_anonymous = models.BooleanField(_("Does not give a name"), default=False)
    is_secret = models.BooleanField(_("Wishes to be kept secret"), default=True)
    may_publish = models.BooleanField(_("The answer may be published"), default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(
        max_length=10, choices=codes.CaseState, default=codes.CaseState.RECEIVED
    )
    version = models.PositiveIntegerField(default=1)
    receipt_digest = models.BinaryField(max_length=32, null=True, unique=True)
    pin_hash = models.CharField(max_length=200, blank=True)
    pin_failures = models.PositiveSmallIntegerField(default=0)
    pin_locked_until = models.DateTimeField(null=True)
    operator = person()
    keeper = person()
    acceptor = person()
    refuser = person()
    dispatcher = person()
    reviewer = person()
    first_reviewer = person()
    reviews = models.PositiveSmallIntegerField(default=0)
    supervisor_since = models.DateField(null=True)
    refusal = models.CharField(max_length=13, choices=codes.RefusalGround, blank=True)
    refusal_zh = models.TextField(_("Reason and where to turn"), max_length=2000, blank=True)
    refusal_office = models.CharField(_("Office that is competent"), max_length=200, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    lead = models.ForeignKey(
        "integrity_files.Lead", models.PROTECT, null=True, related_name="complaints"
    )
    reopened = models.PositiveSmallIntegerField(default=0)
    received_on = models.DateField()
    accepted_on = models.DateField(null=True)
    first_response_on = models.DateField(null=True)
    dispatched_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    retaliation_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("-received_on", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="complaint_state", fields=["state", "received_on", "id"]),
            models.Index(name="complaint_accused", fields=["accused", "state"]),
            models.Index(name="complaint_operator", fields=["operator", "state"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="complaint_state_known", condition=Q(state__in=codes.CaseState.values)
            ),
            models.CheckConstraint(
                name="complaint_accepted",
                condition=~Q(state__in=[*codes.WITH_BODY, "accepted", "answered"])
                | Q(accepted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_refused",
                condition=~Q(state="refused")
                | (Q(refuser__isnull=False) & ~Q(refusal="") & ~Q(refusal_zh="")),
            ),
            models.CheckConstraint(
                name="complaint_refused_to_whom",
                condition=~Q(refusal="other_law") | ~Q(refusal_office=""),
            ),
            models.CheckConstraint(
                name="complaint_dispatched",
                condition=~Q(state__in=codes.WITH_BODY)
                | (Q(dispatched_on__isnull=False, dispatcher__isnull=False) & ~Q(told_zh="")),
            ),
            models.CheckConstraint(
                name="complaint_answered", condition=~Q(state="answered") | ~Q(answered_on=None)
            ),
            models.CheckConstraint(name="complaint_ended", condition=ENDED_ON),
            models.CheckConstraint(
                name="complaint_one_way_in",
                condition=Q(channel="web", receipt_digest__isnull=False, operator=None)
                | Q(channel="phone", operator__isnull=False)
                | Q(channel="order"),
            ),
            models.CheckConstraint(
                name="complaint_not_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="complaint_amount_positive", condition=Q(amount=None) | Q(amount__gte=0)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in codes.OPEN


class CaseEvent(models.Model):
    """One step: codes, days and ids only; never changed. What a reporter does has no moment: keys
    are random and `place` counts within the case, so that no step of another case tells it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.DO_NOTHING, db_constraint=False, related_name="events")
    place = models.PositiveIntegerField()
    act_id = models.UUIDField()
    name = models.CharField(max_length=24)
    at = models.DateTimeField(null=True)
    on = models.DateField()
    actor_id = models.CharField(max_length=64)
    actor_title = models.CharField(max_length=200)
    note_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("place", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="complaint_event_of", fields=["case", "place"])
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class CaseNote(models.Model):
    """Words and a cleaned file given on the way. May be erased; the steps stay."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=11, choices=codes.NoteKind)
    text = models.TextField(blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    author = person()
    for_body = models.BooleanField(_("The body may read it"), default=False)
    on = models.DateField()

    class Meta:
        ordering = ("on", "id")

    def __str__(self) -> str:
        return str(self.pk)


class CaseLink(models.Model):
    """Two cases that belong together; undone by naming who undid it, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=7, choices=codes.LinkKind)
    maker = person()
    made_on = models.DateField()
    undoer = person()
    undone_on = models.DateField(null=True)

    class Meta:
        ordering = ("made_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="complaint_link_once", fields=["case", "other", "kind"],
                condition=Q(undone_on=None),
            ),
            models.UniqueConstraint(
                name="complaint_merged_once", fields=["case"],
                condition=Q(kind="merged", undone_on=None),
            ),
            models.CheckConstraint(
                name="complaint_link_of_two", condition=~Q(case=F("other"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class AccusedPost(models.Model):
    """A post that a case is about: whoever holds or held it sees nothing of the case, for good,
    also when the case turns out to be about another body."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="accused_posts")
    post = models.ForeignKey(
        "directory.Post", models.PROTECT, related_name="+", verbose_name=_("Post")
    )
    named_on = models.DateField()

    class Meta:
        ordering = ("named_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="complaint_post_accused_once", fields=["case", "post"])
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Recusal(models.Model):
    """Somebody who sees nothing of this case, because he says so or a supervisor does."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    maker = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_on = models.DateField()

    class Meta:
        ordering = ("made_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="complaint_recused_once", fields=["case", "user"])
        ]

    def __str__(self) -> str:
        return str(self.pk)
