"""Forms about persons: the purpose comes first."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.directory.purposes import LONGEST_CASE, Purpose


class PurposeForm(forms.Form):
    """Why an ID number is opened."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    case_number = forms.CharField(
        label=_("Number of the document or case"),
        max_length=LONGEST_CASE,
        required=False,
        help_text=_("Needed for all purposes but a correction."),
    )

    def given(self) -> dict[str, str]:
        """What the services ask for; `purpose` is a word of `acts.run` itself."""
        data = dict(self.cleaned_data)
        return {"why": data.pop("purpose"), **data}


class NumberForm(PurposeForm):
    """An ID number to search for or to register, and why."""

    id_number = forms.CharField(
        label=_("ID number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    field_order = ("id_number", "purpose", "case_number")
