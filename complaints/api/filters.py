"""Declared filters of `complaints/`."""

import django_filters

from complaints import codes
from complaints.models import Case
from integrity_files.codes import BreachCategory


class CaseFilter(django_filters.FilterSet):
    """Filters of `complaints/`; words are not searched, numbers are."""

    number = django_filters.CharFilter(max_length=9)
    state = django_filters.ChoiceFilter(choices=codes.CaseState.choices)
    purpose = django_filters.ChoiceFilter(choices=codes.Purpose.choices)
    category = django_filters.ChoiceFilter(choices=BreachCategory.choices)
    regime = django_filters.ChoiceFilter(choices=codes.Regime.choices)
    organisation = django_filters.CharFilter(field_name="accused__slug", max_length=80)

    class Meta:
        model = Case
        fields: list[str] = []
