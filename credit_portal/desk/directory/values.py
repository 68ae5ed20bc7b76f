"""Values of a deed's form: as JSON in a proposed change, back again, and as people read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.common.templatetags.ui import cn_day

#: Attributes under which rows of the directory carry their name in two languages.
NAMED = ("name", "title")


def to_json(values: dict[str, Any]) -> dict[str, Any]:
    """Days in ISO form, rows by their key; the rest as it is."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    key = getattr(value, "pk", None)
    return value if key is None else str(key)


def from_json(fields: dict[str, forms.Field], kept: dict[str, Any]) -> dict[str, Any]:
    """The reverse of `to_json`, by what each form field holds. Raises DoesNotExist for a row
    that is gone."""
    return {name: _read(fields[name], value) for name, value in kept.items() if name in fields}


def _read(field: forms.Field, value: Any) -> Any:
    if value in (None, ""):
        return None if isinstance(field, forms.DateField | forms.ModelChoiceField) else value
    if isinstance(field, forms.DateField):
        return date.fromisoformat(value)
    if isinstance(field, forms.ModelChoiceField):
        model: Any = field.queryset.model  # type: ignore[union-attr]  # set on every such field
        return model._default_manager.get(pk=value)
    return value


def shown(field: forms.Field, value: Any) -> str:
    """The value in the active language; "" for none."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return str(cn_day(value))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # flat
    return next((text for name in NAMED if (text := localized(value, name))), str(value))
