"""Declared filters of the staff lists."""

import django_filters

from commitments import codes, codes_change
from commitments.codes_contradiction import AnswerState


def _day(lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name="due_on", lookup_expr=lookup, input_formats=["%Y-%m-%d"]
    )


class CommitmentFilter(django_filters.FilterSet):
    """Filters of `commitments/`."""

    state = django_filters.ChoiceFilter(choices=codes.State.choices)
    outcome = django_filters.ChoiceFilter(choices=codes.Outcome.choices)
    shape = django_filters.ChoiceFilter(choices=codes.Shape.choices)
    category = django_filters.ChoiceFilter(choices=codes.Category.choices)
    sector = django_filters.ChoiceFilter(choices=codes.Sector.choices)
    organisation = django_filters.CharFilter(field_name="organisation__slug", max_length=80)
    due_after = _day("gte")
    due_before = _day("lte")


class VerificationFilter(django_filters.FilterSet):
    """Filters of `verifications/`."""

    state = django_filters.ChoiceFilter(choices=codes.VerificationState.choices)
    commitment = django_filters.UUIDFilter(field_name="commitment_id")


class ChangeFilter(django_filters.FilterSet):
    """Filters of `lawful-changes/`."""

    state = django_filters.ChoiceFilter(choices=codes_change.ChangeState.choices)
    kind = django_filters.ChoiceFilter(choices=codes_change.ChangeKind.choices)
    commitment = django_filters.UUIDFilter(field_name="commitment_id")


class ContradictionFilter(django_filters.FilterSet):
    """Filters of `contradictions/`."""

    state = django_filters.ChoiceFilter(choices=AnswerState.choices)
    commitment = django_filters.UUIDFilter(field_name="commitment_id")
