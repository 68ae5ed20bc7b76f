"""Forms of letters and of answers on paper. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.directory.selectors import organisations
from integrity_files.codes_letters import LetterKind
from integrity_files.models import Letter

EMPTY = ("", "—")
DAY = {"type": "date"}


def _long(rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **more)


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


class LetterForm(forms.Form):
    """What a letter says."""

    kind = forms.ChoiceField(label=_("Kind"), choices=LetterKind.choices)
    addressee = forms.ChoiceField(label=_("Addressee in the directory"), required=False)
    addressee_zh = forms.CharField(
        label=_("Addressee in words"), max_length=200, required=False,
        help_text=_("As it stands on the letter; a court or an inspector that is not in the"
                    " directory is named here only."),
    )  # fmt: skip
    title_zh = forms.CharField(label=_("Title"), max_length=200)
    body_zh = _long(12, label=_("Text"), max_length=20000, help_text=_("One paragraph a line."))
    enclosures = _long(3, label=_("Enclosures"), required=False, help_text=_("One a line."))
    copies_zh = forms.CharField(label=_("Copies to"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = organisations().filter(active=True)
        choice_field(self, "addressee").choices = [
            EMPTY, *((str(one.pk), localized(one, "name")) for one in bodies)
        ]  # fmt: skip

    def texts(self) -> dict[str, Any]:
        """What the service takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "kind"}
        return {**data, "enclosures": data["enclosures"].splitlines()}


def initial_of(row: Letter) -> dict[str, Any]:
    """What stands in a draft."""
    return {
        "kind": row.kind, "addressee": str(row.addressee_id or ""),
        "addressee_zh": row.addressee_zh, "title_zh": row.title_zh, "body_zh": row.body_zh,
        "enclosures": "\n".join(row.enclosures), "copies_zh": row.copies_zh,
    }  # fmt: skip


class ReturnForm(forms.Form):
    """Why it is sent back."""

    reason = _long(3, label=_("Reason"), max_length=2000)


class SureForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""


class PaperForm(forms.Form):
    """An answer on paper."""

    received_on = _day(label=_("Received on"))
    paper_date = _day(label=_("Date of the document"))
    organ = forms.CharField(label=_("Issuing organ"), max_length=200)
    number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    gist = _long(4, label=_("What it says"), max_length=3000)
    file = forms.FileField(label=_("Scan"), max_length=200)
