"""The denormalised current row of each record on display: all that public lists read."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Collate

from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation
from credit_portal.publishing.fields import CanonicalJSONField
from credit_portal.publishing.models.disclosure import Disclosure

#: What facets count: with them in its index, those of a body are counted without its rows.
FACETS = ("until", "kind", "sector", "outcome", "category", "severity", "division_code")


#: What narrows and counts lists of breaches and of what falls due, likewise.
NARROWED = ("until", "organisation", "division_code", "sector", "category", "severity")


def _newest(name: str, *fields: str, condition: Q | None = None) -> models.Index:
    """Keyset index: a filter, then newest first."""
    return models.Index(fields=[*fields, "-published_at", "-ref"], name=name, condition=condition)


def _breaches(name: str, condition: Q = Q()) -> models.Index:  # noqa: B008 - never changed
    """Breaches, the newest first, with what narrows them: chosen without reading their rows."""
    return models.Index(
        fields=["-published_at", "-ref"], name=name, include=["updated_at", *NARROWED],
        condition=Q(kind="breach") & condition,
    )  # fmt: skip


def in_row(pattern: str) -> Func:
    """What the canonical text of a list row says at a pattern, as an index has it."""
    return Func("row", Value(pattern), function="substring", output_field=models.TextField())


#: Unit and year of the yearly sheet in which a commitment was made.
SHEET_UNIT, SHEET_YEAR = '"sheet_division":"([0-9]+)"', '"sheet_year":([0-9]+)'


class Displayed(models.Model):
    """What is displayed of a record now.

    Written only in the publishing transaction and rebuildable from Disclosure and Opening; a
    trigger holds it to the latest version and its opening. `row` is the list API's row, ready
    to send; `search_text` is folded by `documents.fold`; `until` is the last day of display.
    """

    rec = models.CharField(max_length=32, primary_key=True)
    ref = models.CharField(max_length=24, unique=True)
    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.DO_NOTHING, related_name="displayed"
    )
    kind = models.CharField(max_length=32)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    organisation_slug = models.CharField(max_length=80)
    organisation_name_zh = models.CharField(max_length=200, blank=True)
    organisation_name_en = models.CharField(max_length=200, blank=True)
    division_code = models.CharField(max_length=12, blank=True)
    title_zh = models.TextField(blank=True)
    title_en = models.TextField(blank=True)
    search_text = models.TextField()
    sector = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=24, blank=True)
    category = models.CharField(max_length=40, blank=True)
    inherited_from = models.CharField(max_length=80, blank=True, db_default="")
    severity = models.CharField(max_length=12, blank=True, db_default="")
    due_on = models.DateField(null=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    until = models.DateField(null=True)
    row = CanonicalJSONField()
    document = CanonicalJSONField()

    class Meta:
        ordering = ("-published_at", "-ref")
        indexes: ClassVar[list[models.Index]] = [
            _newest("displayed_newest"),
            _newest("displayed_by_kind", "kind"),
            models.Index(
                fields=["organisation", "-published_at", "-ref"], name="displayed_of_body",
                include=FACETS,
            ),
            _newest("displayed_by_division", "division_code", condition=~Q(division_code="")),
            _newest("displayed_by_sector", "sector", condition=~Q(sector="")),
            _newest("displayed_by_outcome", "outcome", condition=~Q(outcome="")),
            _newest("displayed_by_category", "category", condition=~Q(category="")),
            _newest("displayed_incentives", condition=Q(row__contains='"has_incentives":true')),
            _newest("displayed_objected", condition=Q(row__contains='"objection":{')),
            _newest(
                "displayed_of_old_account", condition=Q(row__contains='"origin":"old_account"')
            ),
            models.Index(
                fields=["severity", "-published_at", "-ref"], name="displayed_of_severity",
                include=["updated_at", "kind", *(one for one in NARROWED if one != "severity")],
                condition=~Q(severity=""),
            ),
            models.Index(
                fields=["organisation", "severity", "until"], name="displayed_severity_of",
                condition=~Q(severity=""),
            ),
            models.Index(
                fields=["organisation", "outcome", "until"], name="displayed_outcome_of",
                condition=Q(kind="commitment"),
            ),
            _newest("displayed_inherited", "organisation", condition=~Q(inherited_from="")),
            models.Index(fields=["-updated_at", "-ref"], name="displayed_changed"),
            models.Index(
                fields=["organisation", "-updated_at", "-ref"], name="displayed_changed_of"
            ),
            _breaches("displayed_breaches"),
            _breaches("displayed_ordered", Q(row__contains='"rectification":"ordered"')),
            _breaches("displayed_reported", Q(row__contains='"rectification":"reported"')),
            _breaches("displayed_accepted", Q(row__contains='"rectification":"accepted"')),
            models.Index(
                fields=["due_on", "ref"], name="displayed_by_due",
                include=["published_at", "kind", "outcome", *NARROWED],
                condition=Q(due_on__isnull=False),
            ),
            models.Index(
                fields=["until"], name="displayed_until", condition=Q(until__isnull=False)
            ),
            models.Index(
                fields=["due_on"], name="displayed_open_due",
                include=["ref", "published_at", "kind", "outcome", *NARROWED],
                condition=Q(kind="commitment", outcome="open", due_on__isnull=False)
                & ~Q(row__contains='"due_provisional":true'),
            ),
            models.Index(
                in_row(SHEET_UNIT), in_row(SHEET_YEAR), name="displayed_of_unit",
                condition=Q(kind="commitment", category="livelihood"),
            ),
            GinIndex(
                Collate(Func("search_text", function="publishing_grams"), "C"),
                name="displayed_grams", fastupdate=True, gin_pending_list_limit=1024,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ref} v{self.version}"

    @property
    def title(self) -> str:
        """Title in the active language, else in the other one."""
        return localized(self, "title")

    @property
    def organisation_name(self) -> str:
        """Name of the body as it was at publication, in the active language."""
        return localized(self, "organisation_name")
