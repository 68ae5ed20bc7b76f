"""Parameters of the street and town sheets: names of the fields, and the numbers of comparison.

Both are dated and changed by two persons (`publishing.livelihood_changes`). A row is never
rewritten: a new one takes effect after it. Two of the fields are dated terms, so the code is
stable and the name a parameter.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELDS = (
    "employment",
    "property_management",
    "schooling",
    "family_planning",
    "elderly_care",
    "disability_assistance",
    "poverty_alleviation",
    "medical_insurance",
    "housing",
    "travel",
    "parking",
    "fire_theft_prevention",
    "military_support",
    "convenience_services",
)
"""The fourteen livelihood fields of the Shenyang plan, in its order."""

SMALL, MIDDLE, LARGE, ENTRIES = "small", "middle", "large", "entries"
HIGH_FROM, FAIR_FROM = "high_from", "fair_from"
NUMBERS = (SMALL, MIDDLE, LARGE, ENTRIES, HIGH_FROM, FAIR_FROM)


class LivelihoodField(models.Model):
    """How a field is called from a day on."""

    code = models.CharField(_("code"), max_length=40)
    label_zh = models.CharField(_("Name in Chinese"), max_length=40)
    label_en = models.CharField(_("Name in English"), max_length=80)
    source = models.CharField(_("Source"), max_length=200)
    effective_from = models.DateField(_("In force from"))

    class Meta:
        ordering = ("code", "-effective_from")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="livelihood_field_once_a_day", fields=["code", "effective_from"]
            ),
            models.CheckConstraint(
                name="livelihood_field_known", condition=Q(code__in=list(FIELDS))
            ),
            models.CheckConstraint(
                name="livelihood_field_named",
                condition=~Q(label_zh="") & ~Q(label_en="") & ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label_zh} {self.effective_from}"


class ComparisonNumber(models.Model):
    """A number of the comparison from a day on.

    `small`: with fewer determined commitments nobody is ranked; `middle` and `large`: where the
    next size bands begin; `entries`: the most commitments of one sheet; `high_from`, `fair_from`:
    per cent kept on time from which a unit is shaded high or fair.
    """

    code = models.CharField(_("code"), max_length=20)
    value = models.PositiveSmallIntegerField(pgettext_lazy("parameter", "Number"))
    source = models.CharField(_("Source"), max_length=200)
    effective_from = models.DateField(_("In force from"))

    class Meta:
        ordering = ("code", "-effective_from")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="comparison_number_once_a_day", fields=["code", "effective_from"]
            ),
            models.CheckConstraint(
                name="comparison_number_known", condition=Q(code__in=list(NUMBERS))
            ),
            models.CheckConstraint(
                name="comparison_number_range",
                condition=Q(value__range=(1, 500)) & ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value} {self.effective_from}"
