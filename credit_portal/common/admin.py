"""Django's admin shows and never changes: cases and accounts are changed by services only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern
from django.views.decorators.http import require_safe

#: Ends of the names of the two addresses that a model keeps: its list, and one row.
SHOWN = ("_changelist", "_change")


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Shows, never changes: there are no addresses to add, change or delete at."""

    def get_urls(self) -> list[URLPattern]:
        """A list and a page for each row, to be read."""
        found = [one for one in super().get_urls() if (one.name or "").endswith(SHOWN)]
        return [
            URLPattern(one.pattern, require_safe(one.callback), one.default_args, one.name)
            for one in found
        ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False
