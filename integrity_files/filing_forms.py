"""Form fields of whoever files without an account, shared by objections, tips and repair."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrity_files.codes_objections import Proof

FILE_HELP = _("PDF, JPEG, PNG, Word or Excel, at most 20 MB. It is checked before anyone opens it.")


def words(label: Any, rows: int = 5, longest: int = 5000, **more: Any) -> forms.CharField:
    """A field of several lines."""
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def field_of_proof() -> forms.ChoiceField:
    """Which document shows who one is; the file comes on the second page."""
    return forms.ChoiceField(
        label=_("Document that shows who you are"),
        choices=Proof.choices,
        help_text=_("You attach it on the next page. Only the clerk who handles it sees it."),
    )


def file_of_proof() -> forms.FileField:
    """The document itself."""
    return forms.FileField(
        label=_("Document that shows who you are"), max_length=200, help_text=FILE_HELP
    )


class ContactForm(forms.Form):
    """How to be reached."""

    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    mobile = forms.CharField(
        label=_("Mobile number"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("One of the two is enough. Both are kept encrypted and are never public."),
    )  # fmt: skip


class PartyForm(ContactForm):
    """How to be reached, at least one way."""

    def clean(self) -> dict[str, Any]:
        """One way to be reached is needed."""
        data = super().clean() or {}
        if not (data.get("email") or data.get("mobile")) and not {"email", "mobile"} & set(
            self.errors
        ):
            self.add_error(
                "email",
                _("Give an e-mail address or a mobile number, so that we can reach you."),
            )
        return data
