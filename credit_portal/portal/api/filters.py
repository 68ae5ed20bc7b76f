"""Declared filters of the public lists."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Division, Organisation
from credit_portal.publishing.models import Displayed

PUBLIC = "public_read"


class Names(django_filters.CharFilter):
    """Present and former names, and codes, of bodies."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Bodies that match."""
        if not value:
            return qs
        found = directory.search_organisations(value, using=PUBLIC)
        return qs.filter(pk__in=found.using(None).order_by().values("pk"))


def _day(lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name="due_on", lookup_expr=lookup, input_formats=["%Y-%m-%d"]
    )


class RecordFilter(django_filters.FilterSet):
    """What `records/` can be asked for; `publishing.listing` answers it in SQL."""

    kind = django_filters.CharFilter(field_name="kind", max_length=40)
    organisation = django_filters.CharFilter(max_length=80)
    division = django_filters.CharFilter(field_name="division_code", max_length=12)
    sector = django_filters.CharFilter(field_name="sector", max_length=40)
    category = django_filters.CharFilter(field_name="category", max_length=40)
    outcome = django_filters.CharFilter(field_name="outcome", max_length=40)
    severity = django_filters.CharFilter(field_name="severity", max_length=12)
    district = django_filters.CharFilter(max_length=6)
    published_after = django_filters.DateFilter(input_formats=["%Y-%m-%d"])
    published_before = django_filters.DateFilter(input_formats=["%Y-%m-%d"])
    due_after = _day("gte")
    due_before = _day("lte")
    q = django_filters.CharFilter(max_length=100)

    class Meta:
        model = Displayed
        fields: list[str] = []


class OrganisationFilter(django_filters.FilterSet):
    """Filters of `organisations/`."""

    kind = django_filters.CharFilter(field_name="kind", max_length=40)
    division = django_filters.CharFilter(field_name="division_id", max_length=12)
    q = Names(max_length=100)

    class Meta:
        model = Organisation
        fields: list[str] = []


class DivisionFilter(django_filters.FilterSet):
    """Filters of `divisions/`."""

    level = django_filters.CharFilter(field_name="level", max_length=12)
    parent = django_filters.CharFilter(field_name="parent_id", max_length=12)

    class Meta:
        model = Division
        fields: list[str] = []
