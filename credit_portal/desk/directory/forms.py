"""Forms of the deeds on bodies. They only parse; the services decide."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common import clock
from credit_portal.common.errors import Invalid
from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.directory import selectors, uscc
from credit_portal.directory.models import Division, Organisation


class RowChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A row named in the active language."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name or title."""
        return localized(obj, "name") or localized(obj, "title") or str(obj)


def day(label: Any, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    # A date input shows nothing but the ISO form, whatever the language of the page.
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def text(label: Any, length: int, **more: Any) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, max_length=length, **more)


def checked_code(code: str) -> str:
    """The code as it is kept, "" for none. Raises ValidationError."""
    try:
        return uscc.validate(code) if code else ""
    except Invalid as error:
        raise forms.ValidationError(str(error.message), code=error.code) from error


class DeedForm(forms.Form):
    """Base: what the deed needs, why, and on what document. `own` fields belong to the deed."""

    #: Whether a document (its number, or the file) must stand behind the deed.
    documented: ClassVar[bool] = False
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    document = forms.FileField(
        label=_("Document"), required=False, help_text=_("PDF, Word or a picture, at most 20 MB.")
    )

    def __init__(self, *args: Any, target: Any = None, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target, self.user = target, user
        self.prepare()
        self.order_fields([*self.own, "reason", "document"])

    def prepare(self) -> None:
        """Choices that depend on the target."""

    @property
    def own(self) -> dict[str, forms.Field]:
        """The deed's own fields, without reason and document."""
        common = {*DeedForm.base_fields}
        return {name: field for name, field in self.fields.items() if name not in common}

    def values(self) -> dict[str, Any]:
        """What the deed is to write."""
        return {name: self.cleaned_data.get(name) for name in self.own}

    def clean(self) -> dict[str, Any] | None:
        """A documented deed names its document."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.documented and not (data.get("basis") or data.get("document")):
            name = "basis" if "basis" in self.fields else "document"
            self.add_error(name, _("Name the document by its number, or attach it."))
        return data


class ContactForm(DeedForm):
    """How the body is reached (信息公开条例 art. 20(2))."""

    address_zh = text(_("Address in Chinese"), 200, required=False)
    address_en = text(_("Address in English"), 200, required=False)
    phone = text(_("Telephone"), 60, required=False)
    website = text(_("Web site"), 200, required=False)
    hours_zh = text(_("Office hours in Chinese"), 120, required=False)
    hours_en = text(_("Office hours in English"), 160, required=False)


class OtherNamesForm(DeedForm):
    """What the body is called beside its dated name."""

    short_name_zh = text(_("Short name"), 60, required=False)
    name_en = text(_("Name in English"), 200, required=False)


class IdentityForm(DeedForm):
    """Code, kind and division."""

    documented = True
    code = text(
        _("Unified social credit code"), 30, required=False,
        help_text=_("18 characters. The old code goes on leading to the body."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    division = RowChoice(label=_("Division"), queryset=Division.objects.none(), required=False)

    def prepare(self) -> None:
        """Every division, by code."""
        self.fields["division"].queryset = selectors.divisions()  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """The code as it is kept."""
        return checked_code(self.cleaned_data["code"])


class RenameForm(DeedForm):
    """A new name from a day on."""

    documented = True
    name_zh = text(_("New name in Chinese"), 200)
    name_en = text(_("New name in English"), 200, required=False)
    effective_on = day(
        _("Bears it since"), help_text=_("The old name ends the day before and stays searchable.")
    )
    basis = text(
        _("Number of the document"), 200, required=False,
        help_text=_("Shown in public beside the name."),
    )  # fmt: skip


class CorrectNameForm(DeedForm):
    """A name that was entered wrongly."""

    name_id = forms.ChoiceField(label=_("Which entry"))
    name_zh = text(_("Right name in Chinese"), 200)
    name_en = text(_("Right name in English"), 200, required=False)
    valid_from = day(_("Bore it since"), required=False)
    basis = text(_("Number of the document"), 200, required=False)

    def prepare(self) -> None:
        """The names that the body bears and bore."""
        names = selectors.names_of(self.target)
        choice_field(self, "name_id").choices = [
            (str(row.pk), f"{localized(row, 'name')} ({row.valid_from or '…'})") for row in names
        ]


class MoveForm(DeedForm):
    """Another superior from a day on."""

    documented = True
    parent = RowChoice(
        label=_("New superior"), queryset=Organisation.objects.none(), required=False,
        empty_label=_("— none: at the root —"),
    )  # fmt: skip
    effective_on = day(pgettext_lazy("superior", "Since"), initial=clock.today)
    basis = text(_("Number of the document"), 200, required=False)

    def prepare(self) -> None:
        """Active bodies that do not stand below the body itself."""
        rows = selectors.organisations().filter(active=True)
        rows = rows.exclude(path__startswith=self.target.path)
        self.fields["parent"].queryset = rows  # type: ignore[attr-defined]


class CloseForm(DeedForm):
    """The last day of a body."""

    closed_on = day(_("Last day"), initial=clock.today)
    basis = text(_("Number of the document"), 200)


class ReopenForm(DeedForm):
    """A closed body is active again."""

    basis = text(_("Number of the document"), 200)


class CreateForm(DeedForm):
    """A new body under a superior."""

    documented = True
    name_zh = text(_("Name in Chinese"), 200)
    name_en = text(_("Name in English"), 200, required=False)
    short_name_zh = text(_("Short name"), 60, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    parent = RowChoice(
        label=_("Superior"), queryset=Organisation.objects.none(), required=False,
        empty_label=_("— none: at the root —"),
    )  # fmt: skip
    division = RowChoice(label=_("Division"), queryset=Division.objects.none(), required=False)
    code = text(_("Unified social credit code"), 30, required=False)
    named_since = day(_("Exists since"), required=False)
    basis = text(_("Number of the document"), 200, required=False)

    def prepare(self) -> None:
        """Active bodies, every division."""
        bodies = selectors.organisations().filter(active=True)
        self.fields["parent"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["division"].queryset = selectors.divisions()  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """The code as it is kept."""
        return checked_code(self.cleaned_data["code"])
