"""The statutory calendar and the time-limit rules, both kept as data."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from credit_portal.common.i18n import is_english, localized
from credit_portal.files.models import StoredFile
from credit_portal.workdays import explanation


class HolidayNotice(models.Model):
    """A notice of the State Council that makes a year's holidays and make-up working days."""

    year = models.SmallIntegerField()
    title_zh = models.TextField()
    title_en = models.TextField(blank=True)
    number = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    issued_on = models.DateField(null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField()
    loaded_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "title_zh"], name="holidaynotice_once"),
            models.CheckConstraint(condition=Q(year__gte=1949, year__lte=2400), name="notice_year"),
            models.CheckConstraint(condition=~Q(title_zh=""), name="notice_titled"),
        ]

    def __str__(self) -> str:
        return self.title_zh


class CalendarDay(models.Model):
    """One day of a loaded year. A year is loaded when each of its days has a row."""

    class Kind(models.TextChoices):
        """What makes the day what it is."""

        HOLIDAY = "holiday", _("holiday")
        MAKEUP = "makeup", _("make-up working day")
        WEEKEND = "weekend", _("weekend")
        ORDINARY = "ordinary", _("ordinary working day")

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    kind = models.CharField(max_length=8, choices=Kind)
    name_zh = models.TextField(blank=True)
    name_en = models.TextField(blank=True)
    source = models.ForeignKey(HolidayNotice, models.PROTECT, related_name="days")

    class Meta:
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(
                name="day_kind_fits",
                condition=Q(kind="holiday", is_workday=False)
                | Q(kind="makeup", is_workday=True, date__week_day__in=[1, 7])
                | Q(kind="weekend", is_workday=False, date__week_day__in=[1, 7])
                | Q(kind="ordinary", is_workday=True, date__week_day__in=[2, 3, 4, 5, 6]),
            ),
            models.CheckConstraint(
                name="day_special_named",
                condition=Q(kind__in=["weekend", "ordinary"]) | ~Q(name_zh=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class CalendarVersion(models.Model):
    """One row whose random token changes with the calendar, so that no process reads a stale one.

    A token, not a counter: a rolled-back load could otherwise reuse the number it had taken.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="calendarversion_one_row")]

    def __str__(self) -> str:
        return str(self.token)


class DeadlineRule(models.Model):
    """A time limit in one version: cases keep the version they began under (style rule 11)."""

    class Unit(models.TextChoices):
        """How the limit is counted."""

        WORKING_DAY = "working_day", _("working days")
        CALENDAR_DAY = "calendar_day", _("calendar days")
        MONTH = "month", _("months")
        YEAR = "year", _("years")

    class Confidence(models.TextChoices):
        """How sure the project is of the number (marks of the domain brief)."""

        LAW = "law", _("read in the text of the law")
        LOCAL_LAW = "local_law", _("read in a local regulation of another place")
        FOUND = "found", _("seen in a public source")
        MEM_HIGH = "mem_high", _("not verified, likely")
        MEM_MEDIUM = "mem_medium", _("not verified")
        MEM_LOW = "mem_low", _("not verified, uncertain")
        DESIGN = "design", _("set by this portal")

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    name_zh = models.TextField()
    name_en = models.TextField()
    unit = models.CharField(max_length=12, choices=Unit)
    count = models.PositiveSmallIntegerField()
    roll = models.BooleanField(default=False)
    extendable_count = models.PositiveSmallIntegerField(null=True, blank=True)
    extendable_unit = models.CharField(max_length=12, choices=Unit, blank=True)
    extendable_times = models.PositiveSmallIntegerField(default=0)
    basis_zh = models.TextField()
    basis_en = models.TextField(blank=True)
    source = models.TextField(blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence)
    editable = models.BooleanField(default=False)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    #: The day on which it was decided, and the day on which its end was; empty for what is shipped.
    entered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rule_version_once"),
            models.CheckConstraint(
                name="rule_code_shape", condition=Q(code__regex=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$")
            ),
            models.CheckConstraint(name="rule_version_positive", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="rule_unit_known",
                condition=Q(unit__in=["working_day", "calendar_day", "month", "year"]),
            ),
            models.CheckConstraint(
                name="rule_count_sane", condition=Q(count__gte=1, count__lte=3660)
            ),
            models.CheckConstraint(
                name="rule_extension_whole",
                condition=Q(extendable_count=None, extendable_unit="", extendable_times=0)
                | Q(
                    extendable_count__isnull=False,
                    extendable_count__gte=1,
                    extendable_unit__in=["working_day", "calendar_day", "month", "year"],
                    extendable_times__gte=1,
                ),
            ),
            models.CheckConstraint(
                name="rule_confidence_known",
                condition=Q(
                    confidence__in=[
                        "law",
                        "local_law",
                        "found",
                        "mem_high",
                        "mem_medium",
                        "mem_low",
                        "design",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="rule_unsure_is_editable",
                condition=~Q(confidence__in=["mem_medium", "mem_low"]) | Q(editable=True),
            ),
            models.CheckConstraint(
                name="rule_range_forwards",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
            ),
            models.CheckConstraint(
                name="rule_takes_effect_later",
                condition=Q(entered_on=None) | Q(effective_from__gt=F("entered_on")),
            ),
            models.CheckConstraint(
                name="rule_ends_later",
                condition=Q(closed_on=None)
                | Q(effective_to__isnull=False, effective_to__gte=F("closed_on")),
            ),
            ExclusionConstraint(
                name="rule_one_in_force",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Func(
                            F("effective_from"),
                            F("effective_to"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def name(self) -> str:
        """Name in the active language."""
        return localized(self, "name")

    @property
    def length(self) -> str:
        """Its length in words of the active language: 5个工作日, 5 working days."""
        zh, en = explanation.length(self.unit, self.count)
        return en if is_english() else zh

    @property
    def extension(self) -> str:
        """By how much and how often it may be extended; "" when it may not."""
        if self.extendable_count is None:
            return ""
        zh, en = explanation.length(self.extendable_unit, self.extendable_count)
        return f"{en if is_english() else zh} × {self.extendable_times}"

    def cited(self) -> dict[str, object]:
        """How explanations cite the rule."""
        return {
            "code": self.code,
            "version": self.version,
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "basis_zh": self.basis_zh,
            "basis_en": self.basis_en,
            "source_url": self.source_url,
            "confidence": self.confidence,
        }
