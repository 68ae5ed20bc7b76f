"""Declared filters of the staff lists."""

import django_filters

from integrity_files import codes, codes_consequences, codes_objections, codes_records, codes_repair


def _body(field: str = "organisation") -> django_filters.CharFilter:
    return django_filters.CharFilter(field_name=f"{field}__slug", max_length=80)


class LeadFilter(django_filters.FilterSet):
    """Filters of `leads/`."""

    state = django_filters.ChoiceFilter(choices=codes.LeadState.choices)
    origin = django_filters.ChoiceFilter(choices=codes.Origin.choices)
    category = django_filters.ChoiceFilter(choices=codes.BreachCategory.choices)
    organisation = _body()


class RecordFilter(django_filters.FilterSet):
    """Filters of `breaches/`; severity is told of determined records only."""

    state = django_filters.ChoiceFilter(choices=codes_records.RecordState.choices)
    category = django_filters.ChoiceFilter(
        field_name="lead__category", choices=codes.BreachCategory.choices
    )
    domain = django_filters.ChoiceFilter(choices=codes_records.Domain.choices)
    organisation = _body()
    ref = django_filters.CharFilter(max_length=24)


class ObjectionFilter(django_filters.FilterSet):
    """Filters of `objections/`."""

    state = django_filters.ChoiceFilter(choices=codes_objections.ObjectionState.choices)
    ground = django_filters.ChoiceFilter(choices=codes_objections.Ground.choices)
    organisation = _body()
    ref = django_filters.CharFilter(max_length=24)


class RepairFilter(django_filters.FilterSet):
    """Filters of `repairs/`."""

    state = django_filters.ChoiceFilter(choices=codes_repair.RepairState.choices)
    record = django_filters.UUIDFilter(field_name="record_id")
    organisation = _body("record__organisation")


class ConsequenceFilter(django_filters.FilterSet):
    """Filters of `consequences/`."""

    state = django_filters.ChoiceFilter(choices=codes_consequences.ConsequenceState.choices)
    kind = django_filters.ChoiceFilter(choices=codes_consequences.ConsequenceKind.choices)
    record = django_filters.UUIDFilter(field_name="record_id")
    organisation = _body("record__organisation")
