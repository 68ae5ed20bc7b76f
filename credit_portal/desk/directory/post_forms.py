"""Forms of the deeds on posts and appointments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common import clock
from credit_portal.common.errors import Invalid
from credit_portal.desk.directory.forms import DeedForm, RowChoice, day, text
from credit_portal.desk.directory.secret import Secret
from credit_portal.directory import citizen_number, policies, selectors
from credit_portal.directory.models import Appointment, Person


class NewPostForm(DeedForm):
    """A post of a body."""

    title_zh = text(_("Title in Chinese"), 120)
    title_en = text(_("Title in English"), 300, required=False)
    is_principal = forms.BooleanField(label=_("Principal post of the body"), required=False)
    is_public = forms.BooleanField(
        label=_("Its holder may be named in public"), required=False,
        help_text=_("Only a responsible official whose name is public by law may be named."),
    )  # fmt: skip


class TitlesForm(DeedForm):
    """Titles of a post."""

    title_zh = text(_("Title in Chinese"), 120)
    title_en = text(_("Title in English"), 300, required=False)


class MarksForm(DeedForm):
    """What a post is in public."""

    is_principal = forms.BooleanField(label=_("Principal post of the body"), required=False)
    is_public = forms.BooleanField(
        label=_("Its holder may be named in public"), required=False,
        help_text=_("Only a responsible official whose name is public by law may be named."),
    )  # fmt: skip


class AbolishForm(DeedForm):
    """A post is abolished; it stays in the history."""


class AppointForm(DeedForm):
    """Who takes the post, in what capacity, from when."""

    documented = True
    person = RowChoice(
        label=pgettext_lazy("directory", "Person"), queryset=Person.objects.none(), required=False,
        empty_label=_("— somebody not yet registered —"),
    )  # fmt: skip
    new_name = text(
        _("Name of the new person"), 120, required=False,
        help_text=_("Only when the person does not stand in the list."),
    )  # fmt: skip
    id_number = text(
        _("ID number of the new person"), 30, required=False,
        help_text=_("Sealed at once; shown masked afterwards."),
    )  # fmt: skip
    somebody_else = forms.BooleanField(
        label=_("It is somebody else of the same name"), required=False
    )
    kind = forms.ChoiceField(label=_("Kind of appointment"), choices=Appointment.Kind.choices)
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"), required=False, help_text=_("Empty while in office"))
    basis = text(_("Number of the document"), 200, required=False)

    def prepare(self) -> None:
        """Persons of the user's scope; ID numbers only for who may work with them."""
        rows = selectors.persons_within(self.user, policies.PERSONS)
        self.fields["person"].queryset = rows  # type: ignore[attr-defined]
        if self.user is None or not self.user.may(policies.IDENTIFY, self.target.organisation):
            del self.fields["id_number"]

    def clean_id_number(self) -> Secret | None:
        """Checked; the number never comes back in an error."""
        number = self.cleaned_data["id_number"]
        if not number:
            return None
        try:
            return Secret(citizen_number.validate(number, today=clock.today()))
        except Invalid as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error

    def clean(self) -> dict[str, Any] | None:
        """Exactly one of: a registered person, a new name."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("person")) == bool((data.get("new_name") or "").strip()):
            self.add_error("person", _("Choose a person, or enter the name of a new one."))
        return data


class EndForm(DeedForm):
    """The last day in a post."""

    ends_on = day(_("Last day"), initial=clock.today)
    basis = text(_("Number of the document"), 200, required=False)


class CorrectAppointmentForm(DeedForm):
    """An appointment that was entered wrongly."""

    kind = forms.ChoiceField(label=_("Kind of appointment"), choices=Appointment.Kind.choices)
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"), required=False)
    basis = text(_("Number of the document"), 200, required=False)
