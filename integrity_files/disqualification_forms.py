"""The form of a query about honours. It only parses."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from integrity_files.codes_letters import QueryPurpose


class QueryForm(forms.Form):
    """For what, under which document, about which bodies."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=QueryPurpose.choices)
    honour = forms.CharField(
        label=_("Which selection"), max_length=200, help_text=_("As the document calls it.")
    )
    document_number = forms.CharField(label=_("Document number"), max_length=100)
    day = forms.DateField(
        label=_("On which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    bodies = forms.CharField(
        label=_("Bodies"), max_length=30000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Names or unified social credit codes, one a line. Bodies only, no persons."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today()

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        aim, bodies = data.pop("purpose"), re.split(r"[\n,，;；、]+", data["bodies"])
        return {**data, "aim": aim, "bodies": bodies}
