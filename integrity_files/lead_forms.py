"""Forms of leads. They only parse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.accounts.scope import within_any
from credit_portal.common import clock
from credit_portal.common.forms import choice_field
from credit_portal.common.i18n import localized
from credit_portal.directory.selectors import organisations
from integrity_files import policies
from integrity_files.codes import BreachCategory, Excuse, Source

DAY = {"type": "date"}
FACTS = (
    "title_zh", "facts_zh", "category", "happened_on", "paper", "paper_number", "paper_organ",
    "paper_date",
)  # fmt: skip


class LeadForm(forms.Form):
    """A lead by hand, or from a document of another organ."""

    organisation = forms.ChoiceField(label=_("Body"))
    category = forms.ChoiceField(label=_("Category of the breach"), choices=BreachCategory.choices)
    title_zh = forms.CharField(label=pgettext_lazy("lead", "In one line"), max_length=200)
    facts_zh = forms.CharField(
        label=pgettext_lazy("lead", "Facts"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    happened_on = forms.DateField(
        label=_("Day of the breach"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    paper = forms.ChoiceField(
        label=_("Kind of document"),
        choices=[("", _("none, noticed by the credit office")), *Source.choices],
        required=False,
        help_text=_("A judgment, penalty, finding … of another organ that says so."),
    )
    paper_number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    paper_organ = forms.CharField(label=_("Issuing organ"), max_length=200, required=False)
    paper_date = forms.DateField(
        label=_("Date of the document"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    file = forms.FileField(label=_("File"), required=False, max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = organisations().filter(within_any(user, (policies.HANDLE, policies.DECIDE), ""))
        fitting = [one for one in rows if policies.bar(user, one) is None]
        choice_field(self, "organisation").choices = [
            ("", "—"), *((str(one.pk), localized(one, "name")) for one in fitting)
        ]  # fmt: skip
        self.fields["happened_on"].initial = clock.today()

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in FACTS}


class FindingForm(forms.Form):
    """What was found."""

    finding = forms.CharField(
        label=_("What was found"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )


class TrueForm(FindingForm):
    """It is true, and what it was blamed on."""

    excuses = forms.MultipleChoiceField(
        label=_("Blamed on"),
        choices=Excuse.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None of these is ever a ground; a breach blamed on them stays a breach."),
    )


class BackForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AssignForm(forms.Form):
    """Who verifies it."""

    handler_id = forms.ChoiceField(label=_("Officer"))

    def __init__(self, *args: Any, officers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "handler_id").choices = [
            (str(one.pk), f"{one.display_name} · {one.title}") for one in officers
        ]


class SureForm(forms.Form):
    """Nothing to fill in: the act asks once more before it is done."""
