"""The form for following by e-mail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.notices.models_follow import Rhythm


class FollowForm(forms.Form):
    """An address and a rhythm; what is followed stands in the address of the page."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Kept encrypted, used for these mails only, deleted when you unsubscribe."),
    )  # fmt: skip
    rhythm = forms.ChoiceField(
        label=_("How often"), choices=Rhythm.choices, initial=Rhythm.DAILY,
        widget=forms.RadioSelect,
        help_text=_("One mail for everything you follow; none when there is nothing new."),
    )  # fmt: skip
