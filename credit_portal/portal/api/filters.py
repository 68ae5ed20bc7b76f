"""Declared filters of the public lists."""

import django_filters
from django.db.models import QuerySet

from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Division, Organisation
from credit_portal.publishing import selectors as publishing
from credit_portal.publishing.models import Displayed


class RecordFilter(django_filters.FilterSet):
    """Filters of `records/`."""

    kind = django_filters.CharFilter(field_name="kind", max_length=40)
    organisation = django_filters.CharFilter(field_name="organisation_slug", max_length=80)
    division = django_filters.CharFilter(field_name="division_code", max_length=12)
    sector = django_filters.CharFilter(field_name="sector", max_length=40)
    category = django_filters.CharFilter(field_name="category", max_length=40)
    outcome = django_filters.CharFilter(field_name="outcome", max_length=40)
    due_after = django_filters.DateFilter(field_name="due_on", lookup_expr="gte")
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    q = django_filters.CharFilter(method="search", max_length=100, min_length=1)

    class Meta:
        model = Displayed
        fields: list[str] = []

    def search(self, rows: QuerySet[Displayed], name: str, value: str) -> QuerySet[Displayed]:
        """Every word of the query stands in the record; a whole reference finds it."""
        return publishing.matching(rows, value)


class OrganisationFilter(django_filters.FilterSet):
    """Filters of `organisations/`."""

    kind = django_filters.CharFilter(field_name="kind", max_length=40)
    division = django_filters.CharFilter(field_name="division_id", max_length=12)
    q = django_filters.CharFilter(method="search", max_length=100)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def search(
        self, rows: QuerySet[Organisation], name: str, value: str
    ) -> QuerySet[Organisation]:
        """Present and former names, and codes."""
        found = directory.search_organisations(value, using="public_read")
        return rows.filter(pk__in=found.order_by().values("pk"))


class DivisionFilter(django_filters.FilterSet):
    """Filters of `divisions/`."""

    level = django_filters.CharFilter(field_name="level", max_length=12)
    parent = django_filters.CharFilter(field_name="parent_id", max_length=12)

    class Meta:
        model = Division
        fields: list[str] = []
