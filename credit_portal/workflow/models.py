"""Deadlines as rows: when something is due, why, and what came of it."""

from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.accounts.models import User
from credit_portal.common.i18n import localized
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Organisation
from credit_portal.workdays.models import DeadlineRule

UNITS = ["working_day", "calendar_day", "month", "year"]


class Deadline(models.Model):
    """One clock of one case. Open while `outcome` is empty; stopped while `suspended_on` is set.

    Counted by a rule (its version is kept), by a free period, or given as a date (unit empty).
    The case is named by label and id, without a constraint: cases live in apps above.
    """

    class Outcome(models.TextChoices):
        """What came of the deadline."""

        OPEN = "", _("still running")
        MET = "met", _("met in time")
        LATE = "late", _("met late")
        MISSED = "missed", _("not performed")
        CANCELLED = "cancelled", _("fell away")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=60)
    case_type = models.CharField(max_length=80)
    case_id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, null=True, related_name="+")
    unit = models.CharField(max_length=12, blank=True)
    count = models.PositiveIntegerField(null=True)
    roll = models.BooleanField(default=False)
    start_on = models.DateField()
    raw_due_on = models.DateField()
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    explanation = models.JSONField(encoder=DjangoJSONEncoder)
    suspended_on = models.DateField(null=True)
    reminded_before = models.PositiveSmallIntegerField(null=True)
    overdue_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    satisfied_at = models.DateTimeField(null=True)
    satisfied_on = models.DateField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.OPEN, blank=True)
    moved_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "case_type", "case_id"],
                condition=Q(outcome=""),
                name="deadline_one_open",
            ),
            models.CheckConstraint(
                name="deadline_outcome_known",
                condition=Q(outcome__in=["", "met", "late", "missed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="deadline_outcome_fits",
                condition=Q(
                    outcome__in=["", "missed", "cancelled"], satisfied_on=None, satisfied_at=None
                )
                | Q(
                    outcome="met",
                    satisfied_at__isnull=False,
                    satisfied_on__isnull=False,
                    satisfied_on__lte=F("due_on"),
                )
                | Q(
                    outcome="late",
                    satisfied_at__isnull=False,
                    satisfied_on__isnull=False,
                    satisfied_on__gt=F("due_on"),
                ),
            ),
            models.CheckConstraint(
                name="deadline_period_whole",
                condition=Q(unit="", count=None, rule=None, provisional=False)
                | Q(unit__in=UNITS, count__isnull=False, count__gte=1),
            ),
            models.CheckConstraint(
                name="deadline_forwards",
                condition=Q(raw_due_on__gte=F("start_on")) & Q(due_on__gte=F("raw_due_on")),
            ),
            models.CheckConstraint(
                name="deadline_overdue_is_certain",
                condition=Q(overdue_at=None) | Q(provisional=False),
            ),
            models.CheckConstraint(
                name="deadline_escalated_after_overdue",
                condition=Q(escalated_at=None) | Q(overdue_at__isnull=False),
            ),
            models.CheckConstraint(
                name="deadline_suspended_is_open", condition=Q(suspended_on=None) | Q(outcome="")
            ),
        ]
        indexes = [
            # what the sweep asks for; a swept row leaves the index
            models.Index(
                fields=["kind", "due_on", "id"],
                condition=Q(outcome="", overdue_at=None, suspended_on=None),
                name="deadline_running",
            ),
            models.Index(
                fields=["kind", "due_on", "id"],
                condition=Q(outcome="", overdue_at__isnull=False, escalated_at=None),
                name="deadline_to_escalate",
            ),
            models.Index(
                fields=["organisation", "due_on"],
                condition=Q(outcome=""),
                name="deadline_open_of_body",
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(outcome="", overdue_at=None) & ~Q(unit=""),
                name="deadline_recomputable",
            ),
            models.Index(fields=["case_type", "case_id", "kind"], name="deadline_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"

    @property
    def is_open(self) -> bool:
        """Whether nothing has come of it yet."""
        return self.outcome == ""


class DeadlinePause(models.Model):
    """An interval in which the clock stood still: `stopped_on` is not counted, `resumed_on` is."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="pauses")
    stopped_on = models.DateField()
    resumed_on = models.DateField(null=True)
    ground = models.CharField(max_length=60)
    stopped_by = models.TextField()
    resumed_by = models.TextField(blank=True)

    class Meta:
        ordering = ["stopped_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=Q(resumed_on=None), name="pause_one_open"
            ),
            models.CheckConstraint(
                name="pause_forwards",
                condition=Q(resumed_on=None) | Q(resumed_on__gte=F("stopped_on")),
            ),
            models.CheckConstraint(name="pause_has_ground", condition=~Q(ground="")),
        ]

    def __str__(self) -> str:
        return f"{self.stopped_on} – {self.resumed_on or ''}"


class DeadlineExtension(models.Model):
    """A lawful extension, decided before the period had ended."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="extensions")
    unit = models.CharField(max_length=12)
    count = models.PositiveIntegerField()
    ground = models.CharField(max_length=60)
    decided_on = models.DateField()
    decided_by = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="extension_whole", condition=Q(unit__in=UNITS, count__gte=1)
            ),
            models.CheckConstraint(name="extension_has_ground", condition=~Q(ground="")),
        ]

    def __str__(self) -> str:
        return f"+{self.count} {self.unit}"


class Change(models.Model):
    """A change to reference data that one person proposes and another decides.

    What was proposed never alters, and once decided nothing does (trigger): only the words may
    be erased (`payload`, `differences`, `reason`, `decision_reason`). `base` says what it was made
    against, `payload_sha` what exactly the second person sees and confirms.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting for a second person")
        CONFIRMED = "confirmed", pgettext_lazy("change", "confirmed")
        REFUSED = "refused", pgettext_lazy("change", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("change", "withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=True
    )
    subject_zh = models.TextField()
    subject_en = models.TextField()
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    payload_sha = models.CharField(max_length=64)
    base = models.TextField()
    differences = models.JSONField(encoder=DjangoJSONEncoder)
    reason = models.TextField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_person = models.UUIDField(null=True)
    proposed_title = models.TextField()
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_person = models.UUIDField(null=True)
    decided_title = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="change_state_known",
                condition=Q(state__in=["waiting", "confirmed", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="change_decided_whole",
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | Q(
                    state__in=["confirmed", "refused", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            # null persons compare as unknown, which a CHECK lets pass: accounts without a person
            models.CheckConstraint(
                name="change_decided_by_another",
                condition=Q(state="waiting")
                | Q(state="withdrawn", decided_by=F("proposed_by"))
                | (Q(state__in=["confirmed", "refused"]) & ~Q(decided_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="change_decided_by_other_person",
                condition=Q(state__in=["waiting", "withdrawn"])
                | Q(proposed_person=None)
                | Q(decided_person=None)
                | ~Q(decided_person=F("proposed_person")),
            ),
            models.CheckConstraint(
                name="change_payload_digest", condition=Q(payload_sha__regex=r"^[0-9a-f]{64}$")
            ),
            models.UniqueConstraint(
                fields=["kind", "payload_sha"],
                condition=Q(state="waiting"),
                name="change_waits_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "-proposed_at"],
                condition=Q(state="waiting"),
                name="change_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def subject(self) -> str:
        """What it is about, in the active language."""
        return localized(self, "subject")

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.WAITING


class CalendarReport(models.Model):
    """What loading a calendar did to the open deadlines; counted in batches, `cursor` the last.

    `shifted` are the days (ISO) that turned out working or resting otherwise than counting had
    assumed; `finished_at` stays empty until every open deadline has been looked at. `failed` are
    deadlines that an app's handler could not take over; they are tried again at every beat.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    years = models.JSONField()
    title_zh = models.TextField()
    title_en = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    shifted = models.JSONField()
    loaded_by = models.TextField()
    loaded_title = models.TextField()
    started_at = models.DateTimeField()
    cursor = models.UUIDField(null=True)
    counted = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    failed = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="calendarreport_forwards", condition=Q(last_day__gte=F("first_day"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                condition=Q(finished_at=None) | ~Q(failed=[]),
                name="calendarreport_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"calendar report {self.years}"

    @property
    def title(self) -> str:
        """Title of the notice that was loaded, in the active language."""
        return localized(self, "title")


class MovedDate(models.Model):
    """One deadline that a loaded calendar moved or made certain, and by which days.

    `kept`: the new count would have ended on a day that has passed, so the old date stands.
    """

    report = models.ForeignKey(CalendarReport, models.PROTECT, related_name="lines")
    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    case_type = models.CharField(max_length=80)
    case_id = models.UUIDField()
    start_on = models.DateField()
    old_due_on = models.DateField()
    due_on = models.DateField()
    was_provisional = models.BooleanField()
    provisional = models.BooleanField()
    kept = models.BooleanField(default=False)
    because = models.JSONField()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "deadline"], name="moveddate_once"),
        ]
        indexes = [
            models.Index(fields=["report", "organisation", "due_on"], name="moveddate_of_body"),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.due_on}"

    @property
    def due_on_kept(self) -> date:
        """The day that holds now: the old one where it was kept."""
        return self.old_due_on if self.kept else self.due_on

    @property
    def days(self) -> int:
        """By how many calendar days it moved; negative when it comes earlier."""
        return (self.due_on - self.old_due_on).days


from credit_portal.workflow import models_more  # noqa: E402, F401
