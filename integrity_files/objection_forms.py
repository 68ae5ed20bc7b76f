"""Forms of objections and tips: the public ones and those of the desk. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common.forms import choice_field
from credit_portal.publishing.remedies import Correctable
from integrity_files.codes_objections import Ground, Objector, Result, Stop
from integrity_files.filing_forms import (
    FILE_HELP,
    ContactForm,
    PartyForm,
    field_of_proof,
    file_of_proof,
)
from integrity_files.filing_forms import words as _words

DAY = {"type": "date"}


class GroundForm(forms.Form):
    """What is wrong with the record."""

    ground = forms.ChoiceField(label=_("What is wrong"), choices=Ground.choices)
    words = _words(
        _("Say it in your own words"),
        longest=4000,
        help_text=_(
            "What the record says, what is right, and since when. The public does not see this."
        ),
    )


class ObjectionForm(GroundForm, PartyForm):
    """The first page of an objection: all but the files."""

    objector = forms.ChoiceField(
        label=_("You object as"),
        choices=[one for one in Objector.choices if one[0] != Objector.BODY],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name of the firm or person"), max_length=120,
        help_text=_("Of a representative: your name, and for whom you act."),
    )  # fmt: skip
    proof = field_of_proof()
    field_order = ["objector", "name", "proof", "email", "mobile", "ground", "words"]


class FilesForm(forms.Form):
    """The second page: files, seen beside what was written."""

    proof_file = file_of_proof()
    file = forms.FileField(label=_("Evidence"), required=False, max_length=200, help_text=FILE_HELP)


class TipForm(GroundForm, ContactForm):
    """A correction tip."""

    file = forms.FileField(label=_("Evidence"), required=False, max_length=200, help_text=FILE_HELP)
    field_order = ["ground", "words", "file", "email", "mobile"]


class DeskForm(GroundForm):
    """A body objects by its desk."""

    record = forms.CharField(label=_("Number of the record"), max_length=40)
    file = forms.FileField(label=_("Evidence"), required=False, max_length=200, help_text=FILE_HELP)
    field_order = ["record", "ground", "words", "file"]


class FurtherForm(forms.Form):
    """Facts that the objector adds, or his appeal."""

    words = _words(_("In your own words"), longest=4000)
    file = forms.FileField(label=_("File"), required=False, max_length=200, help_text=FILE_HELP)


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = _words(_("Reason"))


class LetterForm(forms.Form):
    """The letter to the source organ."""

    organ = forms.CharField(label=_("Source organ"), max_length=200)
    letter_number = forms.CharField(label=_("Number of the letter"), max_length=100)
    reason = _words(_("What it asks"))
    upload = forms.FileField(
        label=_("The letter"), required=False, max_length=200, help_text=FILE_HELP
    )


class FindingForm(forms.Form):
    """What was found."""

    answered_on = forms.DateField(
        label=_("Day of the organ's answer"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("Leave it empty when nothing was transferred."),
    )
    reason = _words(_("What was found"))
    upload = forms.FileField(
        label=_("The organ's answer"), required=False, max_length=200, help_text=FILE_HELP
    )


class StopForm(ReasonForm):
    """Why the clock stands still."""

    ground = forms.ChoiceField(label=_("For"), choices=Stop.choices)
    field_order = ["ground", "reason"]


class DecisionForm(forms.Form):
    """What is proposed."""

    result = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = _words(_("Reasons, as the objector will read them"))

    def __init__(
        self, *args: Any, results: list[tuple[str, Any]],
        correctable: tuple[tuple[Correctable, ...], dict[str, Any]] = ((), {}), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        choice_field(self, "result").choices = results
        fields, self.stands = correctable
        for one in fields:
            self.fields[f"to_{one.name}"] = corrected(one, self.stands.get(one.name))

    def clean(self) -> dict[str, Any]:
        """What a correction would say matters only where one is chosen."""
        data = super().clean() or self.cleaned_data
        if data.get("result") != Result.CORRECTED:
            for name in [one for one in self.errors if one.startswith("to_")]:
                del self.errors[name]
        return data

    def changes(self) -> dict[str, Any]:
        """What is to stand where something else stands now; only where a correction is chosen."""
        if self.cleaned_data["result"] != Result.CORRECTED:
            return {}
        given = {name: self.cleaned_data[f"to_{name}"] for name in self.stands
                 if f"to_{name}" in self.fields}  # fmt: skip
        return {
            name: value
            for name, value in given.items()
            if (value or None) != (self.stands[name] or None)
        }


def corrected(field: Correctable, stands: Any) -> forms.Field:
    """The form field of a field that may be corrected, with what stands there now."""
    more: dict[str, Any] = {
        "label": field.label, "required": False, "initial": stands,
        "help_text": _("Only where the record is corrected; what stays as it is changes nothing."),
    }  # fmt: skip
    if field.kind == "choice":
        return forms.ChoiceField(choices=[("", "—"), *field.choices], **more)
    if field.kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)
    if field.kind == "amount":
        return forms.DecimalField(min_value=0, max_digits=16, decimal_places=2, **more)
    if field.kind == "long":
        more["widget"] = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=field.longest, **more)


class EarlierForm(forms.Form):
    """Which decision answers the repetition."""

    earlier_id = forms.ChoiceField(label=_("Earlier decision"))
    reason = _words(_("Why it says nothing new"))

    def __init__(self, *args: Any, earlier: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "earlier_id").choices = [
            (str(one.pk), f"{one.short} · {one.decided_on} · {one.result_in_force}")
            for one in earlier
        ]


class AnswerForm(forms.Form):
    """The answer to a tip."""

    answer = _words(_("Answer, as whoever sent it will read it"))


class SureForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""
