"""Forms of "was it kept for you?": for anybody, and for the officer who checks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import selectors_contradictions as reads
from commitments.models import Contradiction
from commitments.services.contradictions import LONGEST, LONGEST_CONTACT, SHORTEST
from credit_portal.common.forms import choice_field


class ContradictForm(forms.Form):
    """What happened, when; a file and a contact if one likes."""

    facts = forms.CharField(
        label=_("What was not kept?"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What you were promised or entitled to, and what happened instead: place, matter,"
            " people's posts rather than names. Leave out what points to you."
        ),
        error_messages={"min_length": _("Say in a sentence or two what happened.")},
    )
    happened_on = forms.DateField(
        label=_("When did it happen?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day, or the last one if it went on for longer."),
    )
    to_named = forms.BooleanField(
        label=_("It was promised to me or my firm by name"),
        required=False,
    )
    file = forms.FileField(
        label=_("A file that shows it"),
        required=False,
        max_length=200,
        help_text=_(
            "PDF, JPEG, PNG, Word or Excel, at most 20 MB. Its name and hidden details (place,"
            " camera, author) are removed."
        ),
    )
    contact = forms.CharField(
        label=pgettext_lazy("reporter", "How we can ask you back"),
        required=False,
        max_length=LONGEST_CONTACT,
        help_text=_(
            "A telephone number or an address. It is encrypted, seen by the credit office alone,"
            " and erased when it is no longer needed."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=1000, widget=widget, help_text=help_text)


class CheckForm(forms.Form):
    """Why the facts are plausible, and how the body may read them."""

    period_id = forms.ChoiceField(label=_("Period"), required=False)
    reason = _words(_("Why the facts are plausible"))
    summary = _words(
        _("Summary for the body"),
        help_text=_("Without anything that points to a person: the body reads this and no more."),
    )
    to_named = forms.BooleanField(
        label=_("It was promised to this very person or firm"), required=False
    )

    def __init__(self, *args: Any, said: Contradiction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_named"].initial = said.to_named
        if not said.commitment.is_standing:
            del self.fields["period_id"]
            return
        periods = said.commitment.periods.all()
        choice_field(self, "period_id").choices = [
            (str(period.pk), str(period)) for period in periods
        ]
        self.fields["period_id"].initial = str(said.period_id or "")


class DuplicateForm(forms.Form):
    """Which earlier contradiction says the same."""

    same_as = forms.ChoiceField(label=_("Said before as"))
    reason = _words(_("Reason"))

    def __init__(self, *args: Any, said: Contradiction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "same_as").choices = [
            (str(one.pk), f"{one.short} · {one.filed_on}") for one in reads.said_before(said)
        ]


class WhyForm(forms.Form):
    """A reason in words."""

    reason = _words(_("Reason"))
