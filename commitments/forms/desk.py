"""Forms of the desk: one act on many rows, a name for a template or a view."""

from __future__ import annotations

import re
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

#: At most so many rows in one act.
MOST = 50
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ACTS = ("submit", "take_back", "discard", "progress", "copy_last_year")


class KeysField(forms.MultipleChoiceField):
    """Any number of ids; what may be done with them is for the service to say."""

    def valid_value(self, value: str) -> bool:
        """Whether it has the shape of an id."""
        return KEY.fullmatch(value) is not None


class ManyForm(forms.Form):
    """An act and the rows it is done to."""

    act = forms.ChoiceField(
        choices=[(name, name) for name in ACTS],
        error_messages={"required": _("Choose what to do.")},
    )
    chosen = KeysField(error_messages={"required": _("Choose at least one commitment.")})
    text = forms.CharField(max_length=5000, required=False)

    def clean_chosen(self) -> list[str]:
        """Not more than fit one act."""
        chosen: list[str] = self.cleaned_data["chosen"]
        if len(chosen) > MOST:
            raise forms.ValidationError(_("At most 50 commitments in one act."))
        return chosen

    def ids(self) -> list[UUID]:
        """The rows, each once, in the order of the page."""
        return [UUID(key) for key in dict.fromkeys(self.cleaned_data["chosen"])]


class NameForm(forms.Form):
    """A name."""

    name = forms.CharField(label=_("Name"), max_length=100)
