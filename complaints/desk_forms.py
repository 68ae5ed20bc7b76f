"""Forms of the desk. They only parse; drafts keep them as they stand, unfinished too."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints import codes
from complaints.vault.numbers import normal
from credit_portal.common import clock
from credit_portal.common.forms import choice_field
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import divisions, find_by_name, posts_of
from integrity_files.codes import BreachCategory

DAY = {"type": "date"}
FACTS = (
    "purpose", "category", "title_zh", "facts_zh", "accused_zh", "commitment_ref", "happened_on",
    "amount", "people", "is_business", "is_anonymous", "is_secret", "may_publish", "urgency",
)  # fmt: skip
IDENTITY = ("name", "mobile", "address", "firm")
_CATEGORY = re.compile(r"\s*[bB]?0*([0-9]{1,2})\b")


def category_of(text: str) -> str:
    """The code that "b2", "02", "B02 拖欠工程款" or the name of a category means; "" for none."""
    found = _CATEGORY.match(text)
    code = f"B{int(found[1]):02d}" if found else ""
    if code in BreachCategory.values:
        return code
    named = [one.value for one in BreachCategory if text.strip() and text.strip() in str(one.label)]
    return named[0] if len(named) == 1 else ""


def categories() -> list[tuple[str, str]]:
    """Code and name, as the field offers them."""
    return [(value, f"{value} {label}") for value, label in BreachCategory.choices]


class CallForm(forms.Form):
    """What a caller tells, in the order in which one asks."""

    purpose = forms.ChoiceField(
        label=pgettext_lazy("complaint", "What is wanted"), choices=codes.Purpose.choices
    )
    category = forms.CharField(
        label=_("Category"), max_length=60, help_text=_("Type its number or a word of its name."),
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
    )  # fmt: skip
    accused_zh = forms.CharField(
        label=_("Body concerned"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    accused_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    accused_post = forms.UUIDField(label=_("Post"), required=False, widget=forms.Select)
    commitment_ref = forms.CharField(label=_("Public commitment"), max_length=24, required=False)
    title_zh = forms.CharField(label=pgettext_lazy("complaint", "What it is about"), max_length=200)
    facts_zh = forms.CharField(
        label=_("What happened"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 7})
    )
    happened_on = forms.DateField(
        label=_("Day on which it happened"), required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )  # fmt: skip
    division = forms.ChoiceField(label=_("Place"), required=False)
    amount = forms.DecimalField(
        label=_("Amount in yuan"), required=False, min_value=Decimal(0), max_digits=16,
        decimal_places=2,
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("People concerned"), required=False, min_value=1, max_value=10_000_000
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=codes.Urgency.choices, initial=codes.Urgency.NORMAL
    )
    is_business = forms.BooleanField(label=_("Concerns a firm"), required=False)
    is_anonymous = forms.BooleanField(label=_("Does not give a name"), required=False)
    is_secret = forms.BooleanField(
        label=_("Wishes to be kept secret"), required=False, initial=True
    )
    may_publish = forms.BooleanField(label=_("The answer may be published"), required=False)
    name = forms.CharField(label=_("Name of the caller"), max_length=60, required=False)
    mobile = forms.CharField(
        label=_("Number to call back"), max_length=30, required=False,
        help_text=_("Only when the caller agrees to be called back."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    with_call_number = forms.BooleanField(
        label=_("May be called back at the number of this call"), required=False
    )
    firm = forms.CharField(label=_("Firm of the caller"), max_length=100, required=False)
    address = forms.CharField(label=_("Address of the caller"), max_length=200, required=False)
    call_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    draft_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    draft_version = forms.IntegerField(
        required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(one.pk, _place(one)) for one in divisions()]
        choice_field(self, "division").choices = [("", "—"), *places]
        self.body = self._body()
        posts = posts_of(self.body).filter(active=True) if self.body else []
        self.fields["accused_post"].widget.choices = [
            ("", "—"), *((str(one.pk), one.title_zh or one.title_en) for one in posts)
        ]  # fmt: skip

    def _body(self) -> Organisation | None:
        """The body that was chosen, or whose exact name was typed."""
        source = self.data if self.is_bound else self.initial
        chosen, typed = source.get("accused_id") or "", source.get("accused_zh") or ""
        try:
            key = self.fields["accused_id"].clean(str(chosen))
        except forms.ValidationError:
            key = None
        if key:
            return Organisation.objects.filter(pk=key, active=True).first()
        named = [one for one in find_by_name(typed) if one.active] if typed else []
        return named[0] if len(named) == 1 else None

    def clean_category(self) -> str:
        """The code. Raises ValidationError when it is none, or more than one."""
        found = category_of(self.cleaned_data["category"])
        if not found:
            raise forms.ValidationError(_("Choose from the list."), code="choice_unknown")
        return found

    def clean_happened_on(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["happened_on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("This day is still to come."), code="date_future")
        return day

    def clean_mobile(self) -> str:
        """A number that can be called."""
        text: str = self.cleaned_data["mobile"]
        if text.strip() and len(normal(text)) < 7:
            raise forms.ValidationError(_("This is no telephone number."), code="number_wrong")
        return text.strip()

    def clean(self) -> dict[str, Any]:
        """Who stays anonymous leaves neither name nor number."""
        data = super().clean() or {}
        left = [name for name in (*IDENTITY, "with_call_number") if data.get(name)]
        if data.get("is_anonymous") and left:
            raise forms.ValidationError(
                _("Who stays anonymous leaves no name and no number."), code="anonymous_named"
            )
        return data

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        body = self.body
        return {
            "facts": {name: data[name] for name in FACTS}
            | {"division_id": data["division"] or None},
            "identity": {name: data[name] for name in IDENTITY if data[name]},
            "accused_id": body.pk if body else None,
            "accused_post_id": data["accused_post"] if body else None,
            "with_call_number": data["with_call_number"],
            "draft_id": data["draft_id"],
            "call_id": data["call_id"],
        }


def _place(row: Any) -> str:
    parent = row.parent.name_zh if row.parent_id and row.parent else ""
    return f"{parent} {row.name_zh}".strip()


#: Boxes of the form: what is not ticked is not sent.
BOXES = tuple(
    name for name, one in CallForm.base_fields.items() if isinstance(one, forms.BooleanField)
)


class NoteForm(forms.Form):
    """What the next shift must know."""

    text_zh = forms.CharField(
        label=_("What the next shift must know"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class TextForm(forms.Form):
    """One canned text."""

    shortcut = forms.RegexField(
        r"\A[a-z0-9]{1,20}\Z", label=_("Shortcut"),
        help_text=_("Typed after a slash, then a space."),
        error_messages={"invalid": _("Small letters and digits, 20 at most.")},
    )  # fmt: skip
    title_zh = forms.CharField(label=_("Title"), max_length=60)
    text_zh = forms.CharField(
        label=_("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    use = forms.ChoiceField(
        label=_("Used for"), choices=[("call", _("calls")), ("reply", _("replies"))]
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
