"""Forms for proposing an item of the directory. They only parse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from integrity_files import catalogue, selectors
from integrity_files.catalogue_changes import TOLD, label_of
from integrity_files.codes import NEEDED_FIELDS
from integrity_files.models import CatalogueItem

CODE_HELP = _("G and two digits for records of bodies, P and two digits for those of persons.")
BY_DAY = ("", _("by the day of the determination"))


class ItemForm(forms.Form):
    """A version of an item: begins as a copy of the last one, or empty with its code."""

    code = forms.CharField(label=_("Code"), max_length=3, help_text=CODE_HELP)
    effective_from = forms.DateField(
        label=_("In force from"),
        help_text=_("After today. Records made before keep the version they were made under."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, item: CatalogueItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        for name in TOLD:
            self.fields[name] = _field(name, item)
        first = clock.today() if item is None else max(clock.today(), item.effective_from)
        self.fields["effective_from"].initial = first + timedelta(days=1)
        if item is not None:
            del self.fields["code"]
        else:
            del self.fields["is_open"]
        self.order_fields(["code", *TOLD, "effective_from", "reason"])

    def payload(self) -> dict[str, Any]:
        """The code, from when, and what differs from the last version."""
        data, item = self.cleaned_data, self.item
        changes = {name: data[name] for name in TOLD if name in data}
        changes["rule_set_id"] = changes["rule_set_id"] or None
        if item is not None:
            changes = {name: one for name, one in changes.items() if one != getattr(item, name)}
        code = item.code if item is not None else data["code"].strip().upper()
        day = data["effective_from"].isoformat()
        return {"code": code, "effective_from": day, "changes": changes}


def _field(name: str, item: CatalogueItem | None) -> forms.Field:
    """The form field of an item's field, as the last version has it."""
    model: Any = CatalogueItem._meta.get_field(name)
    label, value = label_of(name), getattr(item, name) if item is not None else None
    if name == "is_open":
        return forms.BooleanField(label=label, required=False, initial=value)
    if hasattr(model, "base_field"):
        return forms.MultipleChoiceField(
            label=label,
            choices=model.base_field.choices,
            initial=value or (sorted(NEEDED_FIELDS) if name == "fields" else None),
            widget=forms.CheckboxSelectMultiple,
        )
    if name in ("category_id", "rule_set_id"):
        return _linked(name, label, value)
    if model.choices:
        return forms.ChoiceField(label=label, choices=model.choices, initial=value)
    widget = forms.Textarea(attrs={"rows": 2}) if name.startswith("basis") else forms.TextInput()
    return forms.CharField(label=label, max_length=model.max_length, initial=value, widget=widget)


def _linked(name: str, label: str, value: Any) -> forms.ChoiceField:
    if name == "category_id":
        rows = selectors.categories()
        return forms.ChoiceField(
            label=label, choices=[(one.code, str(one)) for one in rows], initial=value
        )
    sets = [(one.code, str(one)) for one in catalogue.rule_sets()]
    return forms.ChoiceField(label=label, choices=[BY_DAY, *sets], initial=value, required=False)
