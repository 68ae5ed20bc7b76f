"""Declared filters of the public lists."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from credit_portal.directory import selectors as directory
from credit_portal.publishing import search

PUBLIC = "public_read"
REMOVALS = ("withdraw", "repair", "expire", "correct")
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])\Z"


class Names(django_filters.CharFilter):
    """Present and former names, and codes, of bodies."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Bodies that match."""
        if not value:
            return qs
        found = directory.search_organisations(value, using=PUBLIC)
        return qs.filter(pk__in=found.using(None).order_by().values("pk"))


class _WordsField(forms.CharField):
    """Words of which one has two characters: a single one is in no index (docs/search.md)."""

    def clean(self, value: Any) -> str:
        """The text; raises ValidationError."""
        found = str(super().clean(value))
        if search.is_short(found):
            raise ValidationError(_("Give one more character: a single one is not looked for."))
        return found


@extend_schema_field(
    {
        "type": "string",
        "minLength": 2,
        "description": "Words that all occur, one of them of two characters; or a reference.",
    }
)
class Words(django_filters.CharFilter):
    """Words that all occur, or a whole reference."""

    field_class = _WordsField


def _day(lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name="due_on", lookup_expr=lookup, input_formats=["%Y-%m-%d"]
    )


class RecordFilter(django_filters.FilterSet):
    """What `records/` can be asked for; `publishing.listing` answers it in SQL."""

    kind = django_filters.CharFilter(max_length=40)
    organisation = django_filters.CharFilter(max_length=80)
    division = django_filters.CharFilter(field_name="division_code", max_length=12)
    sector = django_filters.CharFilter(max_length=40)
    category = django_filters.CharFilter(max_length=40)
    outcome = django_filters.CharFilter(max_length=40)
    severity = django_filters.CharFilter(max_length=12)
    district = django_filters.CharFilter(max_length=6)
    published_after = django_filters.DateFilter(input_formats=["%Y-%m-%d"])
    published_before = django_filters.DateFilter(input_formats=["%Y-%m-%d"])
    due_after = _day("gte")
    due_before = _day("lte")
    q = Words(max_length=100)


class OrganisationFilter(django_filters.FilterSet):
    """Filters of `organisations/`."""

    kind = django_filters.CharFilter(max_length=40)
    division = django_filters.CharFilter(field_name="division_id", max_length=12)
    q = Names(max_length=100)


class DivisionFilter(django_filters.FilterSet):
    """Filters of `divisions/`."""

    level = django_filters.CharFilter(max_length=12)
    parent = django_filters.CharFilter(field_name="parent_id", max_length=12)


class RemovalFilter(django_filters.FilterSet):
    """What `removals/` can be asked for; `publishing.removals` answers it."""

    act = django_filters.ChoiceFilter(choices=[(act, act) for act in REMOVALS])
    month = django_filters.CharFilter(max_length=7, validators=[RegexValidator(MONTH)])
    basis = django_filters.CharFilter(max_length=8)
    agency = django_filters.CharFilter(max_length=64)
