"""Declared filters of the staff lists."""

import django_filters

from commitments import codes
from commitments.models import Commitment, Verification


class CommitmentFilter(django_filters.FilterSet):
    """Filters of `commitments/`."""

    state = django_filters.ChoiceFilter(choices=codes.State.choices)
    outcome = django_filters.ChoiceFilter(choices=codes.Outcome.choices)
    shape = django_filters.ChoiceFilter(choices=codes.Shape.choices)
    category = django_filters.ChoiceFilter(choices=codes.Category.choices)
    sector = django_filters.ChoiceFilter(choices=codes.Sector.choices)
    organisation = django_filters.CharFilter(field_name="organisation__slug", max_length=80)
    due_after = django_filters.DateFilter(field_name="due_on", lookup_expr="gte")
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Commitment
        fields: list[str] = []


class VerificationFilter(django_filters.FilterSet):
    """Filters of `verifications/`."""

    state = django_filters.ChoiceFilter(choices=codes.VerificationState.choices)
    commitment = django_filters.UUIDFilter(field_name="commitment_id")

    class Meta:
        model = Verification
        fields: list[str] = []
