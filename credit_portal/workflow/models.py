"""Deadlines as rows: when something is due, why, and what came of it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

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

    @property
    def rule_code(self) -> str:
        """Code of the rule it began under; empty for free periods and dates."""
        return self.rule.code if self.rule else ""

    @property
    def rule_version(self) -> int | None:
        """Version of that rule."""
        return self.rule.version if self.rule else None


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
