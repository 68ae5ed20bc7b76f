"""Forms of unsealing, recusals and links. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common.forms import choice_field

LINES = {"rows": 4}


class AskForm(forms.Form):
    """Whose identity, and why."""

    number = forms.CharField(
        label=_("Number of the case"), max_length=20,
        help_text=_("Nine characters, as on the case page."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why it must be known who reported"), max_length=2000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("For instance to prove retaliation. A person of another unit reads it."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs=LINES))


class SureForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""


class NumberForm(forms.Form):
    """Another case, by its number."""

    number = forms.CharField(
        label=_("Number of the other case"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class PersonForm(forms.Form):
    """Somebody who is to keep out."""

    user_id = forms.ChoiceField(label=_("Person"))

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "user_id").choices = [
            (str(one.pk), f"{one.display_name} · {one.title}") for one in people
        ]


class HandOverForm(PersonForm):
    """A colleague who goes on with it, and what he must know."""

    text = forms.CharField(
        label=_("What the colleague must know"), max_length=2000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Those who handle the case read it. Name no caller here."),
    )  # fmt: skip


class UndoForm(forms.Form):
    """A relation to undo."""

    other_id = forms.ChoiceField(label=pgettext_lazy("complaint", "Case"))

    def __init__(self, *args: Any, cases: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "other_id").choices = [(str(one.pk), one.number) for one in cases]
