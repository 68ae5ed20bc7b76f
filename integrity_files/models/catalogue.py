"""The directory of government credit information, and the rule sets of display and repair.

Rows are never rewritten: a later version takes effect after the earlier one. Two persons change an
item (`integrity_files.catalogue_changes`); rule sets come with the order that makes them.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit_portal.common.i18n import localized
from credit_portal.workdays.models import DeadlineRule
from integrity_files.codes import Field, Severity, Source, Visibility
from integrity_files.models.files import Category, SubjectKind


class DisplayRuleSet(models.Model):
    """An order on credit repair, in force for determinations from one day to another."""

    code = models.CharField(max_length=12, primary_key=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=12, choices=DeadlineRule.Confidence.choices)

    class Meta:
        ordering = ("effective_from",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="display_rule_set_span",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {localized(self, 'name')}"


class DisplayRule(models.Model):
    """How long records of one severity are shown, and from when repair may be asked for.

    Months count from the day of the determination to the corresponding day (Civil Code, art. 202);
    `shortest` 0 lets repair be asked for as soon as the duty is performed.
    """

    rule_set = models.ForeignKey(DisplayRuleSet, on_delete=models.PROTECT, related_name="rules")
    severity = models.CharField(max_length=12, choices=Severity.choices)
    is_shown = models.BooleanField()
    shortest = models.PositiveSmallIntegerField()
    longest = models.PositiveSmallIntegerField()
    note_zh = models.CharField(max_length=300)
    note_en = models.CharField(max_length=400)
    confidence = models.CharField(max_length=12, choices=DeadlineRule.Confidence.choices)

    class Meta:
        ordering = ("rule_set", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="display_rule_once", fields=["rule_set", "severity"]),
            models.CheckConstraint(
                name="display_rule_span",
                condition=Q(longest__gte=F("shortest"), longest__range=(1, 60)),
            ),
        ]

    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.rule_set_id} {self.severity}: {self.shortest}–{self.longest}"


class CatalogueItem(models.Model):
    """A kind of record from a day on; `is_open` False closes it: nothing is entered any more."""

    code = models.CharField(_("Code"), max_length=6)
    effective_from = models.DateField(_("In force from"))
    is_open = models.BooleanField(_("May be entered"), default=True)
    name_zh = models.CharField(_("Name in Chinese"), max_length=80)
    name_en = models.CharField(_("Name in English"), max_length=160)
    subject_kind = models.CharField(_("Subject"), max_length=12, choices=SubjectKind.choices)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("Part of the file")
    )
    organ_zh = models.CharField(_("Source organ in Chinese"), max_length=160)
    organ_en = models.CharField(_("Source organ in English"), max_length=240)
    basis_zh = models.CharField(_("Legal basis in Chinese"), max_length=300)
    basis_en = models.CharField(_("Legal basis in English"), max_length=400)
    sources = ArrayField(
        models.CharField(max_length=2, choices=Source.choices), verbose_name=_("Documents")
    )
    fields = ArrayField(
        models.CharField(max_length=16, choices=Field.choices),
        verbose_name=_("What a record holds"),
    )
    severities = ArrayField(
        models.CharField(max_length=12, choices=Severity.choices), verbose_name=_("Severity")
    )
    visibility = models.CharField(_("Visibility"), max_length=12, choices=Visibility.choices)
    rule_set = models.ForeignKey(
        DisplayRuleSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Rule set"),
    )  # fmt: skip
    source = models.CharField(_("Source"), max_length=200)
    confidence = models.CharField(
        _("How sure it is"), max_length=12, choices=DeadlineRule.Confidence.choices
    )

    class Meta:
        ordering = ("code", "-effective_from")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="catalogue_item_once_a_day", fields=["code", "effective_from"]
            ),
            models.CheckConstraint(
                name="catalogue_item_code",
                condition=Q(subject_kind=SubjectKind.ORGANISATION, code__regex=r"^G[0-9]{2}$")
                | Q(subject_kind=SubjectKind.PERSON, code__regex=r"^P[0-9]{2}$"),
            ),
            models.CheckConstraint(
                name="catalogue_item_person",
                condition=Q(subject_kind=SubjectKind.ORGANISATION)
                | ~Q(visibility=Visibility.PUBLIC),
            ),
            models.CheckConstraint(
                name="catalogue_item_filled",
                condition=Q(sources__len__gt=0, fields__len__gt=0, severities__len__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh} {self.effective_from}"

    @property
    def name(self) -> str:
        """Name in the active language."""
        return localized(self, "name")
