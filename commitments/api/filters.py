"""Declared filters of the staff lists."""

import django_filters

from commitments import codes
from commitments.models import Commitment, Verification


def _day(lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name="due_on", lookup_expr=lookup, input_formats=["%Y-%m-%d"]
    )


class CommitmentFilter(django_filters.FilterSet):
    """Filters of `commitments/`."""

    state = django_filters.ChoiceFilter(field_name="state", choices=codes.State.choices)
    outcome = django_filters.ChoiceFilter(field_name="outcome", choices=codes.Outcome.choices)
    shape = django_filters.ChoiceFilter(field_name="shape", choices=codes.Shape.choices)
    category = django_filters.ChoiceFilter(field_name="category", choices=codes.Category.choices)
    sector = django_filters.ChoiceFilter(field_name="sector", choices=codes.Sector.choices)
    organisation = django_filters.CharFilter(field_name="organisation__slug", max_length=80)
    due_after = _day("gte")
    due_before = _day("lte")

    class Meta:
        model = Commitment
        fields: list[str] = []


class VerificationFilter(django_filters.FilterSet):
    """Filters of `verifications/`."""

    state = django_filters.ChoiceFilter(field_name="state", choices=codes.VerificationState.choices)
    commitment = django_filters.UUIDFilter(field_name="commitment_id")

    class Meta:
        model = Verification
        fields: list[str] = []
