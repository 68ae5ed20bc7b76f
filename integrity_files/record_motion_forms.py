"""Forms of what the office proposes of a determined record, and of a body's objection to a record
in its file. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from integrity_files.codes_records import MOTION_GROUNDS, RevokeGround
from integrity_files.filing_forms import FILE_HELP
from integrity_files.models import Record
from integrity_files.objection_forms import GroundForm, corrected
from integrity_files.selectors_records import hiding
from integrity_files.services.record_motions import ground_to_show
from integrity_files.services.record_remedies import FIELDS, values

PAPER = ("paper_title", "paper_number", "paper_organ", "paper_date", "received_on")
TO = "to_"


class ShowForm(forms.Form):
    """Why a hiding is to end, and the document by which the order of a court ended."""

    reason = forms.CharField(
        label=_("Reason"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    paper_title = forms.CharField(
        label=_("Title of the document"), max_length=200, required=False,
        help_text=_("The document that is the ground now, not the one on which the record rests."),
    )  # fmt: skip
    paper_number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    paper_organ = forms.CharField(label=_("Issuing organ"), max_length=200, required=False)
    paper_date = forms.DateField(
        label=_("Date of the document"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    received_on = forms.DateField(
        label=_("Received on"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The time to decide runs from this day; today, if you leave it empty."),
    )  # fmt: skip
    file = forms.FileField(label=_("Document"), required=False, max_length=200)

    def __init__(self, *args: Any, row: Record | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = hiding(row) if row is not None else None
        if found is not None and ground_to_show(found) != RevokeGround.DOCUMENT:
            for name in (*PAPER, "file"):
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        found = {"reason": data["reason"], "upload": data.get("file")}
        if "ground" in data:
            found["ground"] = data["ground"]
        return {**found, "paper": {name: data.get(name) for name in PAPER}}


class RevokeForm(ShowForm):
    """On which ground, with the document where the ground is one."""

    ground = forms.ChoiceField(
        label=pgettext_lazy("revocation", "Ground"),
        choices=[(one.value, one.label) for one in MOTION_GROUNDS],
        help_text=_("Where a document is the ground, give it below with its file."),
    )
    field_order = ["ground", "reason", *PAPER, "file"]


class CorrectForm(RevokeForm):
    """What is to stand in the place of what."""

    def __init__(self, *args: Any, row: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = values(str(row.pk))
        for one in FIELDS:
            self.fields[TO + one.name] = corrected(one, self.stands[one.name])

    def given(self) -> dict[str, Any]:
        """What the service takes: of the fields those that differ from what stands."""
        told = {name: self.cleaned_data[TO + name] for name in self.stands}
        changes = {
            name: value
            for name, value in told.items()
            if (value or None) != (self.stands[name] or None)
        }
        return {**super().given(), "changes": changes}


class ObjectForm(GroundForm):
    """What is wrong with a record of our own."""

    file = forms.FileField(label=_("Evidence"), required=False, max_length=200, help_text=FILE_HELP)

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return {"upload": data.pop("file"), **data}
