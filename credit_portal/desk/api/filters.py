"""Declared filters of the platform's staff API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters

from credit_portal.desk import audit_trail

DAY = ["%Y-%m-%d"]


class FromDay(django_filters.DateFilter):
    """From the beginning of the day in Asia/Shanghai."""

    def filter(self, rows: Any, value: dt.date | None) -> Any:
        """Narrow when a day is given."""
        return rows if value is None else rows.filter(at__gte=audit_trail.midnight(value))


class ToDay(django_filters.DateFilter):
    """Up to the end of the day in Asia/Shanghai."""

    def filter(self, rows: Any, value: dt.date | None) -> Any:
        """Narrow when a day is given."""
        return rows if value is None else rows.filter(at__lt=audit_trail.end_of(value))


class InGroup(django_filters.CharFilter):
    """Verbs that begin so: accounts, commitments …"""

    def filter(self, rows: Any, value: str | None) -> Any:
        """Narrow when a group is given."""
        return rows.filter(verb__startswith=f"{value}.") if value else rows


class AuditFilter(django_filters.FilterSet):
    """Filters of `audit-events/`; days are whole days of Asia/Shanghai."""

    since = FromDay(field_name="at", input_formats=DAY)
    until = ToDay(field_name="at", input_formats=DAY)
    group = InGroup(field_name="verb", max_length=40)
    verb = django_filters.CharFilter(max_length=80)
    actor = django_filters.CharFilter(field_name="actor_id", max_length=64)
    organisation = django_filters.UUIDFilter(field_name="organisation_id")
    target = django_filters.CharFilter(field_name="target_id", max_length=64)
    act = django_filters.UUIDFilter(field_name="act_id")
